// Dense arrays by byte address. asc inlines these; hot loops walk pointers themselves.

export function i32At(base: usize, i: i32): i32 {
  return load<i32>(base + ((<usize>i) << 2));
}

export function setI32(base: usize, i: i32, value: i32): void {
  store<i32>(base + ((<usize>i) << 2), value);
}

export function f64At(base: usize, i: i32): f64 {
  return load<f64>(base + ((<usize>i) << 3));
}

export function setF64(base: usize, i: i32, value: f64): void {
  store<f64>(base + ((<usize>i) << 3), value);
}

export function u8At(base: usize, i: i32): i32 {
  return <i32>load<u8>(base + <usize>i);
}

export function fillI32(base: usize, count: i32, value: i32): void {
  const end = base + ((<usize>count) << 2);
  for (let p = base; p < end; p += 4) store<i32>(p, value);
}

export function setU8(base: usize, i: i32, value: i32): void {
  store<u8>(base + <usize>i, <u8>value);
}

export function addF64(base: usize, i: i32, value: f64): void {
  const at = base + ((<usize>i) << 3);
  store<f64>(at, load<f64>(at) + value);
}
