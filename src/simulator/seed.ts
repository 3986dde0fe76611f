import { createHash } from "node:crypto";
import { type Bucket, OTHER_ACCOUNT_ID } from "./buckets";
import { addChannel } from "./ivs/operations/channels";
import { addRecordingConfiguration } from "./ivs/operations/recordingConfigurations";
import { keyOf } from "./ivs/operations/streamKeys";
import { broadcast } from "./ivs/operations/streams";
import type { Channel } from "./model";
import { advance, disconnect, openSession, type Sent } from "./sessions";
import { type NewId, type Region, spell, type World } from "./world";

/** What a simulator can start with. */
export const seeds = ["demo", "empty"] as const;
export type SeedName = (typeof seeds)[number];

/** Replaces all that the world holds. */
export function seed(world: World, name: SeedName): void {
  world.clear();
  if (name === "demo") demo(world);
  if (world.account.role === false) world.recordingRole = undefined;
  for (const region of world.regions()) region.settle();
}

/** Adds many channels to a region, spread over its recording configurations and none: for trials. */
export function addManyChannels(region: Region, count: number): void {
  const recordings = ["", ...region.recordings.values().map(({ arn }) => arn)];
  const types = ["STANDARD", "BASIC", "ADVANCED_HD", "ADVANCED_SD"] as const;
  for (let number = 0; number < count; number++) {
    addChannel(region, {
      name: `trial-${String(number + 1).padStart(6, "0")}`,
      type: types[number % types.length],
      recordingConfigurationArn: recordings[number % recordings.length],
    });
  }
  region.settle();
}

/** Buckets that recordings would not reach, or not stay in. */
const troubles: Readonly<Record<string, Partial<Bucket>>> = {
  "northshore-sealed-kms": { encryption: "aws:kms" },
  "northshore-vpc-only": {
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OnlyFromOurNetwork",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: ["arn:aws:s3:::northshore-vpc-only", "arn:aws:s3:::northshore-vpc-only/*"],
          Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
        },
      ],
    },
  },
  "northshore-week-only": {
    lifecycle: [
      {
        ID: "keep-a-week",
        Status: "Enabled",
        Filter: { Prefix: "ivs/v1/" },
        Expiration: { Days: 7 },
      },
    ],
  },
  "northshore-partner-feed": { owner: OTHER_ACCOUNT_ID },
  "northshore-moved-2024": { deleted: true },
  // The alias of an access point, which is accepted as if it were a bucket's name.
  "northshore-vod-ap-k3f8q2m9x7w1z5b4c6d8-s3alias": {},
};

/**
 * The channels of Northshore Events, a small broadcaster of sports and events: something of every
 * kind that a view of IVS must show. Ids are derived from names, so they are the same every time.
 */
function demo(world: World): void {
  const now = world.clock();
  // Where trials with these buckets must fail: the one of the failed configuration, and one for Dublin.
  world.buckets.set("northshore-archive-frankfurt", { region: "eu-central-1" });
  world.buckets.set("northshore-match-archive", { region: "us-east-1" });
  // One of each trouble that a bucket can make, for whoever would record to it.
  for (const [bucket, facts] of Object.entries(troubles)) {
    world.buckets.set(bucket, { region: "us-east-1", ...facts });
  }

  const recording = (
    region: Region,
    bucketName: string,
    input: Given<typeof addRecordingConfiguration> = {},
  ) => {
    const destinationConfiguration = { s3: { bucketName } };
    const ids = idsOf(region, "recording-configuration", input.name ?? bucketName);
    const added = addRecordingConfiguration(region, { ...input, destinationConfiguration }, ids);
    // Created long ago.
    added.settling.since = now - 90 * 24 * 3600_000;
    return added;
  };
  const channel = (region: Region, input: Given<typeof addChannel>) =>
    addChannel(region, input, idsOf(region, "channel", input.name ?? "")).channel;

  const virginia = world.region("us-east-1");
  const matches = recording(virginia, "northshore-match-archive", {
    name: "match-archive",
    thumbnailConfiguration: { targetIntervalSeconds: 10, storage: ["SEQUENTIAL", "LATEST"] },
    tags: { team: "match-day", "cost-centre": "CC-2041", environment: "production" },
  });
  const talks = recording(virginia, "northshore-conference-vod", {
    name: "conference-vod",
    recordingReconnectWindowSeconds: 60,
    renditionConfiguration: { renditionSelection: "CUSTOM", renditions: ["HD", "SD"] },
    thumbnailConfiguration: { recordingMode: "DISABLED" },
    tags: { team: "events", "cost-centre": "CC-3107", environment: "production" },
  });
  // In us-east-1 a bucket of another region is accepted first, and fails later.
  recording(virginia, "northshore-archive-frankfurt", {
    name: "frankfurt-archive",
    tags: { team: "platform", owner: "priya.nair@northshore.example" },
  });
  const highlights = recording(virginia, "northshore-highlights-2026", {
    name: "highlights-2026",
    tags: { team: "match-day", environment: "staging" },
  });
  // A person who opens the view sees this one settle.
  highlights.settling = { to: "ACTIVE", afterMs: 20_000 };

  const stadium = channel(virginia, {
    name: "harbour-stadium-main",
    recordingConfigurationArn: matches.arn,
    tags: { team: "match-day", venue: "Harbour Stadium", environment: "production" },
  });
  channel(virginia, {
    name: "harbour-stadium-tactical",
    recordingConfigurationArn: matches.arn,
    tags: { team: "match-day", venue: "Harbour Stadium", environment: "production" },
  });
  const rink = channel(virginia, {
    name: "ice-rink-two",
    type: "BASIC",
    recordingConfigurationArn: matches.arn,
    tags: { team: "match-day", venue: "Lakeside Ice Rink", contact: "+1 555 0142" },
  });
  channel(virginia, {
    name: "centre-court-umpire",
    type: "ADVANCED_SD",
    recordingConfigurationArn: matches.arn,
    tags: { team: "match-day", venue: "Elm Park Tennis" },
  });
  const hall = channel(virginia, {
    name: "keynote-hall",
    type: "ADVANCED_HD",
    latencyMode: "NORMAL",
    recordingConfigurationArn: talks.arn,
    tags: { team: "events", event: "Coastal Tech Summit 2026" },
  });
  channel(virginia, {
    name: "breakout-room-a",
    type: "ADVANCED_SD",
    preset: "CONSTRAINED_BANDWIDTH_DELIVERY",
    latencyMode: "NORMAL",
    recordingConfigurationArn: talks.arn,
    tags: { team: "events", event: "Coastal Tech Summit 2026" },
  });
  channel(virginia, {
    name: "members-only-replay",
    authorized: true,
    recordingConfigurationArn: talks.arn,
    tags: { team: "subscriptions", "cost-centre": "CC-1180", environment: "production" },
  });
  channel(virginia, {
    name: "regatta-drone",
    type: "BASIC",
    insecureIngest: true,
    tags: { team: "match-day", encoder: "DJI RTMP" },
  });
  const booth = channel(virginia, { name: "commentary-booth-test", type: "BASIC" });
  const boothKey = keyOf(virginia, booth.arn);
  if (boothKey) virginia.streamKeys.delete(boothKey.arn);
  const derby = channel(virginia, {
    name: "spring-derby-2024",
    tags: { team: "match-day", status: "to be cleaned up" },
  });
  // The API lets nobody make this, but a view must bear it: its configuration is gone.
  derby.recordingConfigurationArn = virginia.arn("recording-configuration", "Gone2024Derb");

  const dublin = world.region("eu-west-1");
  const cup = recording(dublin, "northshore-dublin-vod", {
    name: "cup-final-vod",
    tags: { team: "match-day", environment: "production" },
  });
  // Names are optional.
  const unnamed = recording(dublin, "northshore-choirs");
  const arena = channel(dublin, {
    name: "dublin-arena-main",
    recordingConfigurationArn: cup.arn,
    tags: { team: "match-day", venue: "Dublin Arena", environment: "production" },
  });
  channel(dublin, {
    name: "dublin-arena-multitrack",
    containerFormat: "FRAGMENTED_MP4",
    multitrackInputConfiguration: { enabled: true, policy: "ALLOW", maximumResolution: "FULL_HD" },
    recordingConfigurationArn: cup.arn,
    tags: { team: "match-day", venue: "Dublin Arena", environment: "staging" },
  });
  channel(dublin, {
    name: "choir-festival",
    type: "ADVANCED_HD",
    recordingConfigurationArn: unnamed.arn,
    tags: { team: "events", customer: "Cór na nÓg" },
  });
  channel(dublin, { name: "galway-half-marathon", type: "BASIC", tags: { team: "match-day" } });
  channel(dublin, { type: "BASIC", tags: { owner: "sean@northshore.example" } });

  const starves = { health: "STARVING" } as const;
  const recovers = { health: "HEALTHY" } as const;
  const DAY = 24 * 60;
  const stream = (
    region: Region,
    { arn, name }: Channel,
    minutesAgo: number,
    minutes: number | "live",
    ...changes: Change[]
  ) => {
    const newId = idsOf(region, "stream", minutes === "live" ? name : `${name}/${minutesAgo}`);
    const asOf = (minute: number, work: () => void) =>
      world.asOf(now + (minute - minutesAgo) * 60_000, () => {
        advance(region);
        work();
      });
    // An encoder is there before its stream starts, and gone before it ends.
    const before = world.streamMs / 60_000;
    asOf(-before, () => broadcast(region, arn, {}, newId));
    for (const [minute, sent, overMinutes = 0] of changes) {
      asOf(minute, () => broadcast(region, arn, { ...sent, overMs: overMinutes * 60_000 }));
    }
    if (minutes === "live") return;
    asOf(minutes - before, () => {
      const session = openSession(region, arn);
      if (session) disconnect(region, session);
    });
    asOf(minutes, () => {});
  };
  // Long past, then all that the last three hours had on the channels that are live.
  stream(dublin, arena, 20 * DAY, 130, [0, { viewers: 5200 }, 25], [110, { viewers: 900 }, 20]);
  stream(virginia, hall, 6 * DAY, 45, [0, { viewers: 640 }, 6], [38, { viewers: 120 }, 7]);
  stream(
    virginia,
    stadium,
    2 * DAY,
    118,
    [0, { viewers: 2300 }, 15],
    [40, starves],
    [43, recovers],
    [105, { viewers: 310 }, 13],
  );
  stream(virginia, rink, DAY, 60, [0, { viewers: 85 }, 8], [50, { viewers: 20 }, 10]);
  stream(
    virginia,
    stadium,
    205,
    95,
    [0, { viewers: 940 }, 10],
    [31, starves],
    [33, recovers],
    [80, { viewers: 60 }, 15],
  );
  stream(virginia, rink, 195, 150, [0, { viewers: 52 }, 20], [70, starves], [71, recovers]);
  stream(virginia, stadium, 72, "live", [0, { viewers: 2050 }, 25], [55, { viewers: 1842 }, 5]);
  stream(virginia, rink, 11, "live", [0, { viewers: 37 }, 4], [8, starves]);
}

/** In which minute of a stream what changes, and over how many minutes. */
type Change = [minute: number, sent: Sent, overMinutes?: number];

/** What a caller of `add…` may give, the rest being filled in. */
type Given<Add extends (region: Region, input: never) => unknown> = Partial<Parameters<Add>[1]>;

/** Ids that depend on nothing but what they are for. */
function idsOf(region: Region, kind: string, name: string): NewId {
  let count = 0;
  return (length) => {
    const hash = createHash("shake256", { outputLength: length });
    return spell(hash.update(`${region.name}/${kind}/${name}/${count++}`).digest());
  };
}
