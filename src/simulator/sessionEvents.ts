import { describeEvent } from "./events/describe";
import { type Session, type StreamEvent, Timestamp } from "./model";
import type { Region } from "./world";

const MAX_EVENTS = 500;

/** What the service calls the kinds of its events, by the events' names. */
const eventTypes: Readonly<Record<string, string>> = {
  "Session Created": "IVS Stream State Change",
  "Session Ended": "IVS Stream State Change",
  "Stream Start": "IVS Stream State Change",
  "Stream End": "IVS Stream State Change",
  "Stream Failure": "IVS Stream State Change",
  "Stream Takeover": "IVS Stream State Change",
  "Stream Takeover Failure": "IVS Stream State Change",
  "Starvation Start": "IVS Stream Health Change",
  "Starvation End": "IVS Stream Health Change",
  "Ingest Bitrate": "IVS Limit Breach",
  "Ingest Resolution": "IVS Limit Breach",
  "Concurrent Broadcasts": "IVS Limit Breach",
  "Concurrent Viewers": "IVS Limit Breach",
  "Recording Start": "IVS Recording State Change",
  "Recording End": "IVS Recording State Change",
  "Recording Start Failure": "IVS Recording State Change",
  "Recording End Failure": "IVS Recording State Change",
  "Ad Break Inserted": "IVS Ad Break State Change",
};

/** The names of the events that a session can have. */
export const eventNames: readonly string[] = Object.keys(eventTypes);

/** The code of an event, if it has one, and what else EventBridge says of it. */
export type EventDetail = { code?: string } & Record<string, unknown>;

/** Adds an event to a session, as its latest, and tells whoever takes events. */
export function appendEvent(
  region: Region,
  session: Session,
  name: string,
  at: number,
  { code, ...detail }: EventDetail = {},
): void {
  const type = eventTypes[name] ?? "";
  const event: StreamEvent = { eventTime: new Timestamp(at), name, type, ...(code && { code }) };
  session.events = [event, ...session.events].slice(0, MAX_EVENTS);
  if (name.endsWith("Failure") || type === "IVS Limit Breach") session.hasErrorEvent = true;
  region.world.tell(() => describeEvent(region, session, event, detail));
}
