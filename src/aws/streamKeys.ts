import {
  CreateStreamKeyCommand,
  DeleteStreamKeyCommand,
  GetChannelCommand,
  GetStreamKeyCommand,
  ListStreamKeysCommand,
} from "@aws-sdk/client-ivs";
import type { StreamKeys } from "../streamKeys/model";
import type { Clients } from "./client";

/** The port of stream keys on the official client. */
export function streamKeysPort({ reader, writer }: Clients): StreamKeys {
  return {
    async find(channelArn) {
      // The default page of this list is one key; a channel has at most one.
      const { streamKeys } = await reader.send(new ListStreamKeysCommand({ channelArn }));
      return streamKeys?.[0]?.arn;
    },
    async value(arn) {
      const { streamKey } = await reader.send(new GetStreamKeyCommand({ arn }));
      return streamKey?.value ?? "";
    },
    async ingest(arn) {
      const { channel } = await reader.send(new GetChannelCommand({ arn }));
      return {
        server: channel?.ingestEndpoint ?? "",
        srtServer: channel?.srt?.endpoint ?? "",
        playbackUrl: channel?.playbackUrl ?? "",
        multitrack: channel?.multitrackInputConfiguration?.enabled ?? false,
      };
    },
    async passphrase(arn) {
      const { channel } = await reader.send(new GetChannelCommand({ arn }));
      // Where insecure ingest is on, the service gives one that is not to be used.
      return channel?.insecureIngest ? undefined : channel?.srt?.passphrase;
    },
    async create(channelArn) {
      const { streamKey } = await writer.send(new CreateStreamKeyCommand({ channelArn }));
      return streamKey?.arn ?? "";
    },
    async delete(arn) {
      await writer.send(new DeleteStreamKeyCommand({ arn }));
    },
  };
}
