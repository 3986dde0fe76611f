import type {
  BatchStartViewerSessionRevocationRequest,
  BatchStartViewerSessionRevocationResponse,
  StartViewerSessionRevocationRequest,
  StartViewerSessionRevocationResponse,
} from "@aws-sdk/client-ivs";
import type { Region } from "../../world";
import { notFound } from "../errors";
import type { Operation } from "./operation";

/** StartViewerSessionRevocation: the viewer's tokens up to that version, 0 by default, are not taken any more. */
export const startViewerSessionRevocation: Operation<
  StartViewerSessionRevocationRequest,
  StartViewerSessionRevocationResponse
> = (region, session) => {
  region.channels.find(session.channelArn);
  revoke(region, session);
  return {};
};

/** BatchStartViewerSessionRevocation: an unknown channel is an entry in `errors`, not a refusal. */
export const batchStartViewerSessionRevocation: Operation<
  BatchStartViewerSessionRevocationRequest,
  BatchStartViewerSessionRevocationResponse
> = (region, { viewerSessions }) => {
  const isKnown = ({ channelArn }: { channelArn: string }) => region.channels.get(channelArn);
  for (const session of viewerSessions.filter(isKnown)) revoke(region, session);
  const unknown = viewerSessions.filter((session) => !isKnown(session));
  return {
    errors: unknown.map(({ channelArn, viewerId }) => ({
      channelArn,
      viewerId,
      code: "404",
      message: notFound(channelArn).message,
    })),
  };
};

function revoke(
  region: Region,
  {
    channelArn,
    viewerId,
    viewerSessionVersionsLessThanOrEqualTo: version = 0,
  }: { channelArn: string; viewerId: string; viewerSessionVersionsLessThanOrEqualTo?: number },
): void {
  const key = `${channelArn}/${viewerId}`;
  const known = region.revocations.get(key);
  if (!known) region.revocations.add(key, { channelArn, viewerId, version });
  else if (known.version < version) region.revocations.replace(key, { ...known, version });
}
