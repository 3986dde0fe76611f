/** A quota of the service, as Service Quotas lists it. Those without a code are in the documentation only. */
export interface Quota {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  readonly adjustable: boolean;
}

/** What the service lets an account have in a region, unless it is asked for more. */
export const quotas = {
  channels: { code: "L-C01DFF58", name: "Channels", value: 5000, adjustable: true },
  streams: { code: "L-FD1EB8A7", name: "Concurrent streams", value: 100, adjustable: true },
  views: { code: "L-77A18D5D", name: "Concurrent views", value: 15_000, adjustable: true },
  recordings: {
    code: "L-90ABAB37",
    name: "Recording configurations",
    value: 20,
    adjustable: true,
  },
  takeovers: {
    code: "L-41152BE7",
    name: "Stream takeovers per stream",
    value: 100,
    adjustable: true,
  },
  streamKeys: { code: "L-80F95143", name: "Stream keys per channel", value: 1, adjustable: false },
  keyPairs: { code: "L-5339BD50", name: "Playback key pairs", value: 3, adjustable: false },
  policies: {
    code: "L-BF6EB49C",
    name: "Playback restriction policies",
    value: 3,
    adjustable: false,
  },
  adConfigurations: { code: "L-D15E1F21", name: "Ad configurations", value: 20, adjustable: false },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof quotas;

/** The quotas that were given another value, by their codes. */
export type QuotaValues = Readonly<Record<string, number>>;

/** The value of a quota where some have another than their default. */
export function quotaValue(name: QuotaName, given: QuotaValues = {}): number {
  const { code, value } = quotas[name];
  return Object.hasOwn(given, code) ? (given[code] as number) : value;
}
