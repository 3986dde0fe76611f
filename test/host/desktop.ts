// npm run test:desktop
// The suite of `npm run test:host`, in the desktop editor where that can be downloaded.
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { buildSuite } from "./bundle";
import { desktopData } from "./editor";
import { root, scratch } from "./processes";
import { cache } from "./provision";
import { settingsFor, simulatedEnvironment, startSimulator } from "./simulator";

async function main(): Promise<void> {
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ cachePath: cache }).catch(() => {
    throw new Error(
      "The desktop VS Code could not be downloaded; `npm run test:host` needs the npm registry only.",
    );
  });
  const simulator = await startSimulator("demo");
  // Replaced, since runTests only adds to what it finds: a profile of the person's own must go.
  process.env = simulatedEnvironment();
  const data = desktopData(settingsFor(simulator));
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: await buildSuite(),
    launchArgs: [scratch(), `--user-data-dir=${data}`, "--disable-workspace-trust"],
  });
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
