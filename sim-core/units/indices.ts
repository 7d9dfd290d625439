/** Dense row numbers. Only `compile/numbering` turns ids into these and back. */
export type NodeIndex = number & { readonly __brand: "NodeIndex" };
export type EdgeIndex = number & { readonly __brand: "EdgeIndex" };
