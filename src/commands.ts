import { channelCommands } from "./channels/commands";
import { connectionCommands } from "./connections/commands";
import { recordingCommands } from "./recordings/commands";
import { resourceCommands } from "./resources/commands";
import { streamKeyCommands } from "./streamKeys/commands";
import { streamCommands } from "./streams/commands";
import { treeCommands } from "./tree/commands";
import { runnerCommands } from "./ui/runnerCommands";

/** Every command of the extension, a table a room. package.json says where each is offered. */
export const commands = {
  ...connectionCommands,
  ...treeCommands,
  ...resourceCommands,
  ...channelCommands,
  ...recordingCommands,
  ...streamCommands,
  ...streamKeyCommands,
  ...runnerCommands,
};
