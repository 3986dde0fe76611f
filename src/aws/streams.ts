import {
  GetStreamCommand,
  paginateListStreams,
  StopStreamCommand,
  type StreamSummary,
} from "@aws-sdk/client-ivs";
import { problemOf } from "../core/problem";
import type { Stream, Streams } from "../streams/model";
import type { Clients } from "./client";
import { pagesOf } from "./pages";

/** The port of streams on the official client. */
export function streamsPort({ reader, writer, pages }: Clients): Streams {
  return {
    async *list(abortSignal, turn) {
      for await (const page of pagesOf(paginateListStreams(pages, {}, { abortSignal }), turn))
        yield (page.streams ?? []).map(toStream);
    },
    async get(channelArn) {
      try {
        const { stream } = await reader.send(new GetStreamCommand({ channelArn }));
        return stream && toStream(stream);
      } catch (error) {
        if (problemOf(error).code === "ChannelNotBroadcasting") return undefined;
        throw error;
      }
    },
    async stop(channelArn) {
      await writer.send(new StopStreamCommand({ channelArn }));
    },
  };
}

function toStream(summary: StreamSummary): Stream {
  return {
    channelArn: summary.channelArn ?? "",
    health: summary.health ?? "UNKNOWN",
    viewers: summary.viewerCount ?? -1,
    startTime: summary.startTime?.toISOString() ?? "",
  };
}
