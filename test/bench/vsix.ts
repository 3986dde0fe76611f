import { statSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../host/processes";
import { packaged } from "./editor";
import type { Runs } from "./figures";

/** The package, against nothing but the SDK's clients that it carries, bundled and compressed as it is. */
export async function vsix(): Promise<Record<string, Runs>> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export * from "@aws-sdk/client-ivs";
        export { fromNodeProviderChain } from "@aws-sdk/credential-providers";`,
      resolveDir: root,
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    legalComments: "none",
    mainFields: ["module", "main"],
    write: false,
  });
  const [bundle] = outputFiles;
  return {
    vsix: {
      unit: "kB",
      ours: [statSync(await packaged()).size / 1000],
      against: [deflateRawSync(bundle?.contents ?? "", { level: 9 }).length / 1000],
      aim: 1.8,
    },
  };
}
