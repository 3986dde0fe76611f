import assert from "node:assert/strict";
import { Faults } from "../../src/simulator/faults";
import { signed } from "../simulator/http";
import { bench, refused } from "./support";

describe("faults", () => {
  const one = bench();
  const names = async () =>
    (await one.ivs.listChannels({})).channels?.map(({ name }) => name) ?? [];
  const fault = (body: object) => one.control("faults", body);
  const throttle = { error: { name: "ThrottlingException" } };

  it("befall the next call of the operation only, unless told otherwise", async () => {
    await fault({ operation: "ListStreams", ...throttle });
    await one.ivs.listChannels({});
    await refused(one.ivs.listStreams({}), "ThrottlingException", 429);
    await one.ivs.listStreams({});
  });

  it("befall as many calls as asked", async () => {
    await fault({ operation: "ListStreams", times: 2, ...throttle });
    await refused(one.ivs.listStreams({}), "ThrottlingException", 429);
    await refused(one.ivs.listStreams({}), "ThrottlingException", 429);
    await one.ivs.listStreams({});
  });

  it("befall every call of every operation until cleared", async () => {
    await fault({ times: 0, ...throttle });
    for (let call = 0; call < 3; call++) {
      await refused(one.ivs.listStreams({}), "ThrottlingException", 429);
      await refused(one.ivs.listChannels({}), "ThrottlingException", 429);
    }
    await one.control("faults", undefined, "DELETE");
    await one.ivs.listStreams({});
  });

  it("can be confined to a region", async () => {
    await fault({ operation: "ListStreams", region: "eu-west-1", ...throttle });
    await one.ivs.listStreams({});
    await refused(one.in("eu-west-1").listStreams({}), "ThrottlingException", 429);
  });

  it("are what the SDK retries where it should", async () => {
    await fault({ operation: "ListStreams", error: { name: "InternalServerException" } });
    const { $metadata } = await one.in("us-east-1", 2).listStreams({});
    assert.equal($metadata.attempts, 2);
  });

  it("refuse with the work undone", async () => {
    await fault({ operation: "CreateChannel", error: { name: "InternalServerException" } });
    await refused(one.ivs.createChannel({ name: "a" }), "InternalServerException", 500);
    assert.deepEqual(await names(), []);
  });

  it("cut the connection before the work is done", async () => {
    await fault({ operation: "CreateChannel", drop: "before" });
    await assert.rejects(one.ivs.createChannel({ name: "a" }), { code: "ECONNRESET" });
    assert.deepEqual(await names(), []);
  });

  it("cut the connection after it is done: a client that tries again makes it twice", async () => {
    await fault({ operation: "CreateChannel", drop: "after" });
    await one.in("us-east-1", 2).createChannel({ name: "a" });
    assert.deepEqual(await names(), ["a", "a"]);
  });

  it("answer with what is not JSON, the work done", async () => {
    await fault({ operation: "CreateChannel", malformed: true });
    await assert.rejects(one.ivs.createChannel({ name: "a" }), SyntaxError);
    assert.deepEqual(await names(), ["a"]);
  });

  it("hold an answer back, with another fault or without", async () => {
    const took = async (call: () => Promise<unknown>) => {
      const start = performance.now();
      await call();
      return performance.now() - start;
    };
    await fault({ operation: "ListChannels", delayMs: 40 });
    assert.ok((await took(names)) >= 35);
    await fault({ operation: "ListChannels", delayMs: 40, ...throttle });
    const refusal = () => refused(names(), "ThrottlingException", 429);
    assert.ok((await took(refusal)) >= 35);
    assert.ok((await took(names)) < 35);
  });

  it("cut the connection in the middle of an answer", async () => {
    await fault({ operation: "CreateChannel", truncated: true });
    await assert.rejects(one.ivs.createChannel({ name: "a" }), { code: "ECONNRESET" });
    assert.deepEqual(await names(), ["a"]);
  });

  it("send an answer slowly, and whole", async () => {
    await fault({ operation: "ListChannels", slowMs: 50 });
    const start = performance.now();
    const url = `${one.simulator.url}/ListChannels`;
    const response = await fetch(url, { method: "POST", headers: signed() });
    const untilHeaders = performance.now() - start;
    const chunks = [];
    for await (const chunk of response.body ?? []) chunks.push(chunk);
    const took = performance.now() - start;
    assert.equal(Buffer.concat(chunks).toString(), '{"channels":[]}');
    assert.ok(took >= 35 && untilHeaders < took / 2, `${untilHeaders} of ${took} ms`);
    assert.ok(chunks.length > 3, `${chunks.length} pieces`);
  });

  it("delay by chance too", async () => {
    await fault({ operation: "ListStreams", jitterMs: 40, times: 0 });
    const times: number[] = [];
    for (let call = 0; call < 8; call++) {
      const start = performance.now();
      await one.ivs.listStreams({});
      times.push(performance.now() - start);
    }
    assert.ok(Math.max(...times) - Math.min(...times) > 8, `${times}`);
  });

  it("befall as many calls as a probability says, and the same ones every time", async () => {
    const failed = async () => {
      await fault({ operation: "ListStreams", probability: 0.3, ...throttle });
      let pattern = "";
      for (let call = 0; call < 100; call++) {
        pattern += await one.ivs.listStreams({}).then(
          () => ".",
          () => "x",
        );
      }
      return pattern;
    };
    const first = await failed();
    const count = first.replaceAll(".", "").length;
    assert.ok(count > 15 && count < 45, first);
    await one.control("reset", {});
    assert.equal(await failed(), first);
    const other = new Faults(2);
    const drawn = Array.from({ length: 100 }, () => (other.random() < 0.3 ? "x" : ".")).join("");
    assert.notEqual(drawn, first);
  });

  it("are gone after a reset", async () => {
    await fault({ times: 0, ...throttle });
    await one.control("reset", {});
    await one.ivs.listStreams({});
  });
});
