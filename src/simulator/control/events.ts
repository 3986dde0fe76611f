import type { IncomingMessage, ServerResponse } from "node:http";
import type { NumberedEvent } from "../events/feed";
import type { Simulator } from "../simulator";

/** A client that has so many bytes to read is cut off; it can come back for what it missed. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * Answers with all events as Server-Sent Events: those that are kept and, until the client goes away,
 * those that come. A client that was here before says by Last-Event-ID what it has.
 */
export function streamEvents(
  { events }: Simulator,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
  });
  response.flushHeaders();
  const send = ({ number, event }: NumberedEvent) => {
    response.write(`id: ${number}\ndata: ${JSON.stringify(event)}\n\n`);
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
  };
  for (const event of events.after(Number(headers["last-event-id"]) || 0)) send(event);
  response.on("close", events.listen(send));
}
