import assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-ivs";
import { api, factsOf, type OperationName } from "../../src/simulator/ivs/api";
import { modelledErrors } from "../../src/simulator/ivs/errors";
import { arn, bench, refused } from "./support";

describe("every error that an operation models reaches the SDK as its own class", () => {
  const one = bench();
  const classes = new Map<string, unknown>(Object.entries(sdk));

  for (const operation of Object.keys(api) as OperationName[]) {
    it(operation, async () => {
      const method = `${operation[0]?.toLowerCase()}${operation.slice(1)}` as "getChannel";
      for (const name of factsOf(operation).errors) {
        await one.control("faults", { operation, error: { name, message: `said ${name}` } });
        const call = one.ivs[method]({ resourceArn: arn("channel") } as never);
        await assert.rejects(call, (error) => {
          const expected = classes.get(name) as typeof sdk.ConflictException;
          assert.ok(error instanceof expected, `${name} came as ${error}`);
          return true;
        });
        await one.control("faults", { operation, error: { name, message: `said ${name}` } });
        const again = one.ivs[method]({ resourceArn: arn("channel") } as never);
        await refused(again, name, modelledErrors[name], new RegExp(`^said ${name}$`));
      }
    });
  }

  it("others come as an IvsServiceException with their name", async () => {
    for (const [name, status] of [
      ["ExpiredTokenException", 403],
      ["UnrecognizedClientException", 403],
      ["TooManyRequestsException", 429],
      ["WeatherException", 418],
    ] as const) {
      await one.control("faults", { operation: "ListChannels", error: { name, status } });
      const call = one.ivs.listChannels({});
      await assert.rejects(call, sdk.IvsServiceException);
      await one.control("faults", { operation: "ListChannels", error: { name, status } });
      await refused(one.ivs.listChannels({}), name, status);
    }
  });
});
