import type { Connection } from "../connections/connection";
import type { Arn } from "../core/arn";
import { pause } from "../core/clock";
import { insist, LAG } from "../core/operation";
import { ServiceError } from "../core/problem";
import type { Stream } from "./model";

/** Whether a channel was live when last read. */
export function isLive({ snapshot }: Connection, channelArn: Arn): boolean {
  return snapshot.streams?.items.has(channelArn) ?? false;
}

/** How long the service may go on listing a stream that was stopped (ms). */
const ENDING = LAG + 5000;

/**
 * Stops a channel's stream and waits until the service no longer lists it. Throws a ServiceError, "stillLive" when the
 * stream does not end or its encoder connects again at once.
 */
export async function stopAndWait(connection: Connection, channelArn: Arn): Promise<void> {
  const { streams } = await connection.service();
  const { clock } = connection.writes;
  const look = async () => {
    const all: Stream[] = [];
    for await (const page of streams.list(new AbortController().signal)) all.push(...page);
    return all.some((stream) => stream.channelArn === channelArn) ? "before" : "after";
  };
  await insist(
    {
      arn: channelArn,
      name: "",
      send: () =>
        streams.stop(channelArn).catch((error) => {
          if (error.problem?.code !== "ChannelNotBroadcasting") throw error;
        }),
      look,
    },
    // Stopping is no change of the channel: what is written to it afterwards need not wait for it to be seen.
    { ...connection.writes, at: new Map(), inDoubt: new Set() },
  );
  for (const until = clock.now() + ENDING; (await look()) === "before"; ) {
    if (clock.now() > until) {
      const detail = "The stream did not end: its encoder may be connecting again.";
      throw new ServiceError({ kind: "stillLive", code: "StillLive", detail }, undefined);
    }
    await pause(clock, 500);
  }
  await connection.readAgain("streams", [channelArn]);
}
