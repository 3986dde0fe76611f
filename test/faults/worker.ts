import "./editor";
import { allCases, type Case, nameOf, runCase } from "./cases";
import { patchFetch } from "./network";
import { patchTimers } from "./time";
import { closeSimulators } from "./world";

process.env.AWS_CONFIG_FILE = "/dev/null";
process.env.AWS_SHARED_CREDENTIALS_FILE = "/dev/null";
patchTimers();
patchFetch();

export { allCases, type Case, closeSimulators, nameOf, runCase };
