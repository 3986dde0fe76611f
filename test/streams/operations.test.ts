import assert from "node:assert/strict";
import { problemOf } from "../../src/core/problem";
import { isLive, stopAndWait } from "../../src/streams/operations";
import { account, DENIAL } from "../account";

for (const streamMs of [0, 4000])
  describe(`stopping a stream${streamMs > 0 ? " that takes its time to end" : ""}`, () => {
    const demo = account({ streamMs });
    const { fault, calls } = demo;
    const arn = () => demo.channel("harbour-stadium-main").arn;
    const isListed = async () => {
      const { streams } = await demo.connection.service();
      return (await streams.get(arn())) !== undefined;
    };

    it("waits until the service lists it no more, and shows that", async () => {
      assert.ok(isLive(demo.connection, arn()));
      await stopAndWait(demo.connection, arn());
      assert.ok(!(await isListed()));
      assert.ok(!isLive(demo.connection, arn()));
    });

    it("stops nothing where it has ended already", async () => {
      await stopAndWait(demo.connection, arn());
      await stopAndWait(demo.connection, arn());
      assert.equal(calls("StopStream"), 1);
    });

    it("is done where it ends a moment before", async () => {
      const error = { name: "ChannelNotBroadcasting", status: 404, message: "" };
      const region = demo.region.streams;
      fault("StopStream", { error });
      setTimeout(() => region.delete(arn()), 10);
      await stopAndWait(demo.connection, arn());
      assert.ok(!(await isListed()));
    });

    for (const drop of ["before", "after"] as const)
      it(`survives that the answer is lost, with the work ${drop === "after" ? "done" : "undone"}`, async () => {
        fault("StopStream", { drop });
        await stopAndWait(demo.connection, arn());
        assert.ok(!(await isListed()));
      });

    it("says what keeps it from being stopped", async () => {
      fault("StopStream", { error: DENIAL });
      await assert.rejects(
        stopAndWait(demo.connection, arn()),
        (error) => problemOf(error).kind === "denied",
      );
      assert.ok(await isListed());
    });

    it("says when the encoder connects again at once", async () => {
      const error = { name: "ChannelNotBroadcasting", status: 404, message: "" };
      fault("StopStream", { error, times: 0 });
      await assert.rejects(
        stopAndWait(demo.connection, arn()),
        (error) => problemOf(error).kind === "stillLive",
      );
    });
  });
