import { statSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { root } from "../host/processes";
import { packaged } from "./editor";
import type { Runs } from "./figures";

/** The package, against nothing but the SDK's two packages, bundled as esbuild does by itself, and compressed. */
export async function vsix(): Promise<Record<string, Runs>> {
  const sdk = await compressed(`
    export * from "@aws-sdk/client-ivs";
    export * from "@aws-sdk/credential-providers";`);
  const used = await compressed(
    `export * from "@aws-sdk/client-ivs";
    export { fromNodeProviderChain } from "@aws-sdk/credential-providers";`,
    { mainFields: ["module", "main"], legalComments: "none" },
  );
  return {
    vsix: {
      unit: "kB",
      ours: [statSync(await packaged()).size / 1000],
      against: [sdk],
      aim: 1.8,
      seen: `of the SDK only what we use, bundled as ours: ${used.toFixed(1)} kB`,
    },
  };
}

/** Thousands of bytes. */
async function compressed(contents: string, more: BuildOptions = {}): Promise<number> {
  const { outputFiles } = await build({
    ...more,
    stdin: { contents, resolveDir: root },
    bundle: true,
    platform: "node",
    minify: true,
    write: false,
  });
  return deflateRawSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1000;
}
