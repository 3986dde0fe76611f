/** What Amazon EventBridge delivers for something that happened in IVS. */
export interface EventBridgeEvent {
  readonly version: "0";
  readonly id: string;
  /** Such as `IVS Stream State Change`. */
  readonly "detail-type": string;
  readonly source: "aws.ivs";
  readonly account: string;
  /** ISO 8601, in whole seconds. */
  readonly time: string;
  readonly region: string;
  /** The ARN of the channel, if it is about one. */
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}
