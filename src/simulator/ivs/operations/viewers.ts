import type {
  BatchStartViewerSessionRevocationRequest,
  BatchStartViewerSessionRevocationResponse,
  StartViewerSessionRevocationRequest,
  StartViewerSessionRevocationResponse,
} from "@aws-sdk/client-ivs";
import { notFound } from "../errors";
import type { Operation } from "./operation";

/** StartViewerSessionRevocation: there are no viewers here, so nothing follows from it. */
export const startViewerSessionRevocation: Operation<
  StartViewerSessionRevocationRequest,
  StartViewerSessionRevocationResponse
> = (region, { channelArn }) => {
  region.channels.find(channelArn);
  return {};
};

/** BatchStartViewerSessionRevocation: an unknown channel is an entry in `errors`, not a refusal. */
export const batchStartViewerSessionRevocation: Operation<
  BatchStartViewerSessionRevocationRequest,
  BatchStartViewerSessionRevocationResponse
> = (region, { viewerSessions }) => {
  const unknown = viewerSessions.filter(({ channelArn }) => !region.channels.get(channelArn));
  return {
    errors: unknown.map(({ channelArn, viewerId }) => ({
      channelArn,
      viewerId,
      code: "404",
      message: notFound(channelArn).message,
    })),
  };
};
