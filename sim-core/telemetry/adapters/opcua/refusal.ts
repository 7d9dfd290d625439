import { X509Certificate } from "node:crypto";
import { opcuaLibrary } from "./library";

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/BadCertificateUntrusted/, "is not trusted"],
  [/BadCertificate(Issuer)?TimeInvalid/, "is out of date"],
  [/BadCertificate(Issuer)?Revoked/, "is revoked"],
  [/BadCertificateHostNameInvalid/, "is for another host"],
  [/BadCertificateUriInvalid/, "is for another application"],
  [/BadCertificate/, "is refused"],
];

/** In an operator's words why a session was not made, when it was for the server's certificate; else what the library said. */
export async function refusalText(why: string, url: string, pkiFolder: string): Promise<string> {
  const [, words] = WORDS.find(([pattern]) => pattern.test(why)) ?? [];
  if (!words || !/server/i.test(why)) return why;
  const code = /BadCertificate\w+/.exec(why)![0];
  const told = await certificateOf(url).catch(() => undefined);
  const which = told
    ? ` (${told.subject.replaceAll("\n", ", ")}; valid from ${told.validFrom} to ${told.validTo}; SHA-1 ${told.fingerprint})`
    : "";
  const hint = words === "is not trusted" ? `; to trust it, put it into ${pkiFolder}/trusted/certs` : "";
  return `the server's certificate ${words}: ${code}${which}${hint}`;
}

/** The certificate that a server shows to anybody who asks for its endpoints. */
async function certificateOf(url: string): Promise<X509Certificate | undefined> {
  const ua = await opcuaLibrary();
  const client = ua.OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
  try {
    await client.connect(url);
    const found = (await client.getEndpoints()).find((e) => e.serverCertificate?.length > 0);
    return found && new X509Certificate(found.serverCertificate);
  } finally {
    await client.disconnect();
  }
}
