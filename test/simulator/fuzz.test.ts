import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { api, factsOf, type OperationName } from "../../src/simulator/ivs/api";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import type { Shape } from "../../src/simulator/shapes";
import { send, signed } from "./http";

const operations = Object.keys(api) as OperationName[];

describe("whatever is sent", () => {
  let simulator: Simulator;
  const directory = mkdtempSync(join(tmpdir(), "ivs-fuzz-"));
  before(async () => {
    simulator = await startSimulator({ seed: "demo", recordings: directory, limits: false });
  });
  after(async () => {
    await simulator.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const isAlive = async () => {
    const { status } = await send(`${simulator.url}/ListChannels`, { headers: signed() });
    assert.equal(status, 200);
  };
  /** Sends it and asserts that it is answered, and not by a fault of ours. */
  const answered = async (
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string },
  ) => {
    const { status, body } = await send(`${simulator.url}${path}`, options);
    assert.ok(status < 500 || status === 501, `${status} for ${path}: ${body}`);
    if (body.startsWith("{")) JSON.parse(body);
  };

  it("a body of any JSON is answered, and never by a 500", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), fc.json(), async (operation, body) => {
        const { method = "POST", path = `/${operation}` } = factsOf(operation);
        await answered(path, { method, headers: signed(), body });
      }),
      { numRuns: 400 },
    );
    await isAlive();
  });

  it("an input with a member of any value is too", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operations).chain((operation) =>
          fc.record({
            operation: fc.constant(operation),
            input: almost(factsOf(operation).input, simulator),
          }),
        ),
        async ({ operation, input }) => {
          const { method = "POST", path = `/${operation}` } = factsOf(operation);
          const { resourceArn } = (input ?? {}) as { resourceArn?: unknown };
          const label = encodeURIComponent(JSON.stringify(resourceArn ?? "x"));
          const target = path.replace("{resourceArn}", label);
          await answered(target, { method, headers: signed(), body: JSON.stringify(input) });
        },
      ),
      { numRuns: 600 },
    );
    await isAlive();
  });

  it("a request of any method, path, type and signature is too", async () => {
    const path = fc.oneof(
      fc.webPath(),
      fc.webPath().map((path) => `/tags/${path}`),
      fc.webPath().map((path) => `/a-bucket${path}`),
      fc.webPath().map((path) => `/_simulator${path}`),
      fc.constantFrom("/", "//", "/tags/", "/tags/%", "/_simulator", "/_simulator/", "/*", "/%00"),
    );
    const query = fc.oneof(
      fc.constant(""),
      fc.webQueryParameters().map((text) => `?${text}`),
    );
    const header = fc.string({ unit: fc.constantFrom(..."aZ09/=, -_:;\"'%") });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"),
        path,
        query,
        fc.oneof(
          fc.constant(signed().authorization),
          fc.constant(signed("us-east-1", "s3").authorization),
          header,
          header.map((text) => `AWS4-HMAC-SHA256 Credential=${text}/us-east-1/s3/aws4_request`),
        ),
        header,
        fc.string(),
        async (method, path, query, authorization, other, body) => {
          const headers = {
            authorization,
            "content-type": other,
            range: other,
            "x-amz-date": other,
          };
          await answered(path + query, { method, headers, body });
        },
      ),
      { numRuns: 500 },
    );
    await isAlive();
  });

  it("so is what other services are asked", async () => {
    const services = ["s3", "iam", "sts", "servicequotas", "monitoring"];
    const action = fc.oneof(
      fc.constantFrom("GetRole", "GetRolePolicy", "GetCallerIdentity", "GetMetricData"),
      fc.string(),
    );
    const parameters = ["location", "policy", "list-type=2", "prefix=%", "max-keys=-1", "acl"];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...services),
        fc.constantFrom("GET", "HEAD", "PUT", "POST", "DELETE"),
        fc.constantFrom("/", "/a-bucket", "/a-bucket/", "/a-bucket/a//b", "/a-bucket/%2e%2e/x"),
        fc.subarray(parameters),
        action,
        fc.oneof(fc.string(), fc.json(), fc.webQueryParameters()),
        fc.constantFrom("", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "UNSIGNED-PAYLOAD"),
        async (service, method, path, query, name, body, hash) => {
          const headers = {
            ...signed("us-east-1", service),
            "x-amz-target": `ServiceQuotasV20190624.${name.replace(/[^ -~]/g, "")}`,
            "x-amz-content-sha256": hash,
            "if-match": body.replace(/[^ -~]/g, ""),
            range: body.replace(/[^ -~]/g, ""),
          };
          const form = `Action=${encodeURIComponent(name)}&${body}`;
          const target = `${path}?${query.join("&")}`;
          await answered(target, { method, headers, body: service === "iam" ? form : body });
        },
      ),
      { numRuns: 600 },
    );
    for (const body of ["-5\r\n", "ffffffff\r\nx", "5", "5\r\nhello\r\n", "0\r\n"]) {
      const headers = {
        ...signed("us-east-1", "s3"),
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      };
      await answered("/a-bucket/key", { method: "PUT", headers, body });
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.webQueryParameters(), async (token, query) => {
        const [channel] = simulator.world.region("us-east-1").channels.values();
        const { pathname } = new URL(channel?.playbackUrl ?? "");
        await answered(`${pathname}?token=${encodeURIComponent(token)}&${query}`, {
          method: "GET",
        });
      }),
      { numRuns: 100 },
    );
    await isAlive();
  });

  it("so is what is huge or deep", async () => {
    const deep = (open: string, close: string, times: number) =>
      open.repeat(times) + close.repeat(times);
    for (const body of [
      deep("[", "]", 200_000),
      deep('{"a":', "1}", 1).replace("1", deep('{"a":', "}", 3000).replace("}", "1}")),
      `{"arns":[${'"x",'.repeat(100_000)}"x"]}`,
      `{"name":"${"a".repeat(1_000_000)}"}`,
      `{"tags":{${Array.from({ length: 40_000 }, (_, key) => `"${key}":""`).join(",")}}}`,
      "\ud800\udfff\u0000".repeat(1000),
      " ".repeat(1_048_577),
    ]) {
      for (const path of ["/CreateChannel", "/BatchGetChannel", "/_simulator/seed"]) {
        await answered(path, { headers: signed(), body });
      }
    }
    await answered(`/tags/${"a".repeat(10_000)}`, { method: "GET", headers: signed() });
    await isAlive();
  });

  it("and what is no HTTP at all ends nothing but its own connection", async () => {
    const { port } = new URL(simulator.url);
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `POST /ListChannels HTTP/1.1\r\n${text}\r\n\r\n`),
      fc.string().map((text) => `POST /ListChannels HTTP/1.1\r\nContent-Length: ${text}\r\n\r\n{}`),
      fc.constant("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    );
    await fc.assert(
      fc.asyncProperty(text, async (text) => {
        await new Promise<void>((resolve) => {
          const socket = connect(Number(port), "127.0.0.1", () => socket.end(text));
          socket.on("data", (data) => assert.doesNotMatch(`${data}`, /^HTTP\/1\.1 5/));
          socket.on("error", () => {}).on("close", () => resolve());
        });
      }),
      { numRuns: 200 },
    );
    await isAlive();
  });
});

/** An input that is right, or nearly: any of its members may be anything. */
function almost(shape: Shape, simulator: Simulator): fc.Arbitrary<unknown> {
  const right = (): fc.Arbitrary<unknown> => {
    switch (shape.type) {
      case "string":
        if (shape.enum) return fc.constantFrom(...shape.enum);
        return fc.oneof(known(shape.pattern ?? "", simulator), fc.string({ maxLength: shape.max }));
      case "integer":
      case "number":
        return fc.integer({ min: shape.min, max: shape.max });
      case "document":
        return fc.object();
      case "boolean":
        return fc.boolean();
      case "list":
        return fc.array(almost(shape.member, simulator), { maxLength: 4 });
      case "map":
        return fc.dictionary(fc.string({ maxLength: 8 }), almost(shape.value, simulator), {
          maxKeys: 4,
        });
      case "structure": {
        const members = Object.entries({ ...shape.required, ...shape.optional });
        return fc.record(
          Object.fromEntries(members.map(([name, one]) => [name, almost(one, simulator)])),
          { requiredKeys: Object.keys(shape.required) },
        );
      }
    }
  };
  return fc.oneof({ arbitrary: right(), weight: 8 }, { arbitrary: fc.jsonValue(), weight: 1 });
}

/** The ARNs of what is there, of the kind that a pattern wants. */
function known(pattern: string, simulator: Simulator): fc.Arbitrary<string> {
  const region = simulator.world.region("us-east-1");
  const arns = [region.channels, region.recordings, region.streamKeys]
    .flatMap((collection): { arn: string }[] => collection.values())
    .map(({ arn }) => arn)
    .filter((arn) => pattern !== "" && new RegExp(pattern).test(arn));
  return fc.constantFrom(...arns, "");
}
