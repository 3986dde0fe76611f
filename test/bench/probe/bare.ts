import {
  IvsClient,
  ListChannelsCommand,
  ListRecordingConfigurationsCommand,
  paginateListChannels,
} from "@aws-sdk/client-ivs";

/** The bare alternative: the official client as its own documentation uses it, with its defaults. */
export function bareClient(endpoint: string): IvsClient {
  const credentials = { accessKeyId: "simulator", secretAccessKey: "simulator" };
  return new IvsClient({ endpoint, region: "us-east-1", credentials });
}

/** One call of ListChannels and one of ListRecordingConfigurations, at once. */
export async function bareLists(client: IvsClient): Promise<void> {
  await Promise.all([
    client.send(new ListChannelsCommand({ maxResults: 100 })),
    client.send(new ListRecordingConfigurationsCommand({ maxResults: 100 })),
  ]);
}

/** Collects all channels. */
export async function barePages(client: IvsClient): Promise<readonly object[]> {
  const all: object[] = [];
  for await (const { channels } of paginateListChannels({ client, pageSize: 100 }, {}))
    all.push(...(channels ?? []));
  return all;
}
