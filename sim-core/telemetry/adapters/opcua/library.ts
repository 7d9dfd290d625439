export type Library = typeof import("node-opcua");

/**
 * node-opcua, loaded when the first source needs it: that takes longer than all else a bridge does at its start, and
 * nothing else runs meanwhile. The command line's bundle puts the client's half in its place, in one file beside it
 * (.ci/bundle.mjs), which takes a third of the time: only what that half offers may be used here.
 */
export async function opcuaLibrary(): Promise<Library> {
  const { default: ua } = (await import("node-opcua")) as unknown as { default: Library };
  for (const set of [ua.setErrorLogger, ua.setWarningLogger]) set?.(() => {}); // it talks to the console by itself
  return ua;
}
