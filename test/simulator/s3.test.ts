import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { send, signed } from "./http";

describe("the S3 endpoint", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ seed: "demo", buckets: { "far.away": "eu-central-1" } });
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  const s3 = (method: string, path: string, region?: string) =>
    send(`${simulator.url}${path}`, { method, headers: region ? signed(region, "s3") : {} });

  it("tells whether a bucket is there, and in which region", async () => {
    for (const [bucket, region, status, found] of [
      ["northshore-match-archive", "us-east-1", 200, "us-east-1"],
      ["northshore-match-archive", "eu-west-1", 301, "us-east-1"],
      ["northshore-archive-frankfurt", "us-east-1", 301, "eu-central-1"],
      ["northshore-conference-vod", "eu-west-1", 301, "us-east-1"],
      ["far.away", "eu-central-1", 200, "eu-central-1"],
      ["far.away", undefined, 200, "eu-central-1"],
      ["made-up", "ap-south-1", 200, "ap-south-1"],
      ["private-made-up", "ap-south-1", 403, "ap-south-1"],
      ["missing-made-up", "ap-south-1", 404, undefined],
    ] as const) {
      const { status: got, headers, body } = await s3("HEAD", `/${bucket}`, region);
      const given = `${bucket} from ${region}`;
      assert.deepEqual([got, headers["x-amz-bucket-region"]], [status, found], given);
      assert.equal(body, "");
      assert.ok(headers["x-amz-request-id"]);
    }
  });
});
