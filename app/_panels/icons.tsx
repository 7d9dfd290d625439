const PATHS = {
  play: "M5 3.5v9l7-4.5z",
  pause: "M4.5 3.5h2.5v9H4.5zM9 3.5h2.5v9H9z",
  back: "M11.5 3.5v9L6 8zM4 3.5h1.6v9H4z",
  forward: "M4.5 3.5v9L10 8zM10.4 3.5H12v9h-1.6z",
  close: "M4 4l8 8M12 4l-8 8",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4M10.2 10.2L13.4 13.4",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1",
  moon: "M12.9 9.6A5.4 5.4 0 1 1 6.4 3.1a4.4 4.4 0 0 0 6.5 6.5z",
  left: "M2.5 3.5h11v9h-11zM6.5 3.5v9",
  right: "M2.5 3.5h11v9h-11zM9.5 3.5v9",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  pin: "M8 9.5V14M5 2.5h6l-1 4 2 3H4l2-3z",
  down: "M4 6l4 4 4-4",
  check: "M3.5 8.5l3 3 6-7",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
} as const;
const FILLED = new Set<string>(["play", "pause", "back", "forward"]);

export function Icon({ name, size = 16 }: { readonly name: keyof typeof PATHS; readonly size?: number }) {
  const isFilled = FILLED.has(name);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill={isFilled ? "currentColor" : "none"}
      stroke={isFilled ? "none" : "currentColor"}
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
