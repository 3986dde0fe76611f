import { openAttach } from "./attach";
import { openChangeRecording } from "./change";
import { openCreateChannel } from "./createChannel";
import { openEditChannel } from "./editChannel";
import type { Kind, OpenForm } from "./kind";
import { openCreateRecording } from "./recording";
import { openRemove } from "./remove";

/** Every kind of form. */
export const openers = {
  createChannel: openCreateChannel,
  editChannel: openEditChannel,
  createRecording: openCreateRecording,
  changeRecording: openChangeRecording,
  attach: openAttach,
  remove: openRemove,
} as const satisfies Record<Kind, OpenForm>;
