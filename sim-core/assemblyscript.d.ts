// Names of AssemblyScript's number types, so that assembly/core/elementary and the laws (no load/store) also compile
// as TypeScript. In both languages such a file uses Math.abs, Math.sqrt, Math.min, Math.max and Math.floor, which are
// exact, and the functions of elementary for everything else.
type f64 = number;
type i32 = number;
type u32 = number;
type u64 = number;
type usize = number;
type bool = boolean;

// Built into asc. Named only for assembly/core/bits.ts, which never reaches them in TypeScript.
declare function load<T>(at: usize): T;
declare function store<T>(at: usize, value: T): void;
declare function reinterpret<T>(value: number): T;
declare const memory: { data(bytes: number, align: number): usize };
