import type {
  GetStreamSessionRequest,
  GetStreamSessionResponse,
  ListStreamSessionsRequest,
  ListStreamSessionsResponse,
  StreamSessionSummary,
} from "@aws-sdk/client-ivs";
import { type Session, Timestamp } from "../../model";
import { notFound } from "../errors";
import type { Operation } from "./operation";

/** GetStreamSession: one session of a channel, by default its latest, with its events. */
export const getStreamSession: Operation<GetStreamSessionRequest, GetStreamSessionResponse> = (
  region,
  { channelArn, streamId },
) => {
  const session = region.sessions.last(
    (one) => one.channelArn === channelArn && (streamId ?? one.streamId) === one.streamId,
  );
  if (!session) throw notFound(streamId ? `${channelArn}/${streamId}` : channelArn);
  return {
    streamSession: { ...times(session), ...session.snapshot, truncatedEvents: session.events },
  };
};

/**
 * ListStreamSessions: a page of a channel's sessions of the last 60 days, the latest first. Those of a
 * deleted channel are still there.
 */
export const listStreamSessions: Operation<
  ListStreamSessionsRequest,
  ListStreamSessionsResponse
> = (region, input) => {
  const ofChannel = (session: Session) => session.channelArn === input.channelArn;
  if (!region.sessions.first(ofChannel)) region.channels.find(input.channelArn);
  const { items: streamSessions, nextToken } = region.sessions.page(
    "ListStreamSessions",
    input,
    summary,
    ofChannel,
    "newestFirst",
  );
  return { streamSessions, nextToken };
};

function summary(session: Session): StreamSessionSummary {
  return { ...times(session), hasErrorEvent: session.hasErrorEvent };
}

function times({ streamId, state, startsAt, endsAt }: Session) {
  return {
    streamId,
    ...(state !== "STARTING" && { startTime: new Timestamp(startsAt) }),
    ...(state === "ENDED" && { endTime: new Timestamp(endsAt ?? startsAt) }),
  };
}
