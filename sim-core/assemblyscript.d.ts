// Names of AssemblyScript's number types, so that files of assembly/core and laws without load/store also compile
// as TypeScript. In both languages such a file uses Math.abs, Math.sqrt, Math.min, Math.max and Math.floor, which are
// exact, and the functions of assembly/core/elementary for everything else.
type f64 = number;
type i32 = number;
type u32 = number;
type usize = number;
type bool = boolean;
