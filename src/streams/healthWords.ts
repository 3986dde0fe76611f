import { env, l10n } from "vscode";
import { numberWord, oneLine, plural, stamp } from "../ui/words";
import type { EncoderFact, Size } from "./encoder";
import type { Finding, Off } from "./health";
import type { MetricName } from "./metrics";
import { eventWords } from "./sessionEvents";

/* The words for what health.ts and encoder.ts find. All of it is plain text, and each finding one sentence or two. */

/** What is wrong and what to do about it, or that nothing is. `now`: by which a time of another day is told with its day. */
export function findingWords(finding: Finding, now: number): string {
  const time = (at: number) => timeWord(at, now);
  switch (finding.kind) {
    case "neverLive":
      return l10n.t("This channel was not live in the last 60 days.");
    case "starting":
      return l10n.t(
        "An encoder has been connected since {0}, but the stream has not started: it starts with the first keyframe.",
        time(finding.since),
      );
    case "ended":
      return l10n.t("The stream ended at {0}.", time(finding.at));
    case "endedByAge":
      return l10n.t(
        "The stream ended at {0} because it had been live for 48 hours: start it again.",
        time(finding.at),
      );
    case "starvedOut":
      return l10n.t(
        "The stream ended at {0} because no data arrived any more; it had been starving since {1}: check the encoder and its network.",
        time(finding.at),
        time(finding.since),
      );
    case "endedBy":
    case "event": {
      const { happened, advice } = eventWords(finding.event);
      const at = time(finding.event.at);
      return advice
        ? l10n.t("At {0}: {1} {2}", at, happened, advice)
        : l10n.t("At {0}: {1}", at, happened);
    }
    case "starving":
      return starvingWords(finding, now);
    case "starved":
      return starvedWords(finding);
    case "breach":
      return breachWords(finding.fact, finding.rules.type);
    case "frameRate":
      return frameRateWords(finding, now);
    case "bitrateOver":
      return finding.until === undefined
        ? l10n.t(
            "The video bitrate has been {0} since {1}, but a channel of type {2} takes at most {3}: lower it before Amazon IVS ends the stream.",
            bitrateWord(finding.value),
            time(finding.since),
            finding.type,
            bitrateWord(finding.limit),
          )
        : l10n.t(
            "The video bitrate was {0} from {1} to {2}, but a channel of type {3} takes at most {4}: lower it.",
            bitrateWord(finding.value),
            time(finding.since),
            time(finding.until),
            finding.type,
            bitrateWord(finding.limit),
          );
    case "bitrateLow":
      return finding.until === undefined
        ? l10n.t(
            "The video bitrate fell to {0} of {1} at {2}: use a constant bitrate (CBR), and at most 80% of the upload speed.",
            bitrateWord(finding.value),
            bitrateWord(finding.target),
            time(finding.since),
          )
        : l10n.t(
            "The video bitrate was {0} of {1} from {2} to {3}: use a constant bitrate (CBR), and at most 80% of the upload speed.",
            bitrateWord(finding.value),
            bitrateWord(finding.target),
            time(finding.since),
            time(finding.until),
          );
    case "keyframes":
      return finding.until === undefined
        ? l10n.t(
            "Keyframes have come {0} s apart since {1}, which delays viewers: set the encoder’s keyframe interval to 2 s.",
            decimalWord(finding.value),
            time(finding.since),
          )
        : l10n.t(
            "Keyframes came {0} s apart from {1} to {2}, which delays viewers: set the encoder’s keyframe interval to 2 s.",
            decimalWord(finding.value),
            time(finding.since),
            time(finding.until),
          );
    case "noAudio":
      return finding.until === undefined
        ? l10n.t(
            "No audio has arrived since {0}: check the encoder’s audio source and that its audio codec is AAC-LC.",
            time(finding.since),
          )
        : l10n.t(
            "No audio arrived from {0} to {1}: check the encoder’s audio source and that its audio codec is AAC-LC.",
            time(finding.since),
            time(finding.until),
          );
    case "silent":
      return l10n.t(
        "CloudWatch has no measurements after {0}, although the channel is live: look again in a minute, then check the encoder.",
        time(finding.since),
      );
    case "noData":
      return finding.live
        ? l10n.t("CloudWatch has no measurements yet: the first ones come within two minutes.")
        : l10n.t("CloudWatch has no measurements of this session.");
    case "fine":
      return fineWords(finding);
    default:
      return finding satisfies never;
  }
}

type Of<K extends Finding["kind"]> = Extract<Finding, { kind: K }>;

function starvingWords({ since, bitrate, frameRate }: Of<"starving">, now: number): string {
  const arrives = [
    bitrate && l10n.t("{0} of {1}", bitrateWord(bitrate.value), bitrateWord(bitrate.target)),
    frameRate && framesWord(frameRate),
  ].filter((each) => each !== undefined);
  const advice = l10n.t(
    "Set the bitrate to at most 80% of the upload speed, use a cable, and choose a faster encoder preset if the CPU is busy.",
  );
  if (arrives.length === 0)
    return since === undefined
      ? l10n.t("Starving: less data arrives than the stream needs. {0}", advice)
      : l10n.t(
          "Starving since {0}: less data arrives than the stream needs. {1}",
          timeWord(since, now),
          advice,
        );
  return since === undefined
    ? l10n.t("Starving: only {0} arrive. {1}", arrives.join(", "), advice)
    : l10n.t(
        "Starving since {0}: only {1} arrive. {2}",
        timeWord(since, now),
        arrives.join(", "),
        advice,
      );
}

function starvedWords({ times, total, atLeast }: Of<"starved">): string {
  const long = durationWord(total);
  if (atLeast)
    return plural(
      times,
      l10n.t("The stream was starving at least once, for {0} or longer.", long),
      l10n.t(
        "The stream was starving at least {0} times, for {1} or longer.",
        numberWord(times),
        long,
      ),
    );
  return plural(
    times,
    l10n.t(
      "The stream was starving once, for {0}: set the bitrate to at most 80% of the upload speed.",
      long,
    ),
    l10n.t(
      "The stream was starving {0} times, for {1} in all: set the bitrate to at most 80% of the upload speed.",
      numberWord(times),
      long,
    ),
  );
}

function frameRateWords(finding: Of<"frameRate">, now: number): string {
  const { since, until, cause, value, target } = finding;
  const off: [string, string] = [decimalWord(value), decimalWord(target)];
  const from = timeWord(since, now);
  if (until === undefined) {
    if (cause === "encoder")
      return l10n.t(
        "Frame rate fell to {0} of {1} fps since {2}, while the bitrate held: the encoder is overloaded; use a faster preset.",
        ...off,
        from,
      );
    if (cause === "network")
      return l10n.t(
        "Frame rate fell to {0} of {1} fps since {2}, and the bitrate with it: the network is too slow; lower the encoder’s bitrate.",
        ...off,
        from,
      );
    return l10n.t(
      "Frame rate fell to {0} of {1} fps since {2}: use a faster encoder preset, or lower the bitrate.",
      ...off,
      from,
    );
  }
  const to = timeWord(until, now);
  if (cause === "encoder")
    return l10n.t(
      "Frame rate was {0} of {1} fps from {2} to {3}, while the bitrate held: the encoder was overloaded; use a faster preset.",
      ...off,
      from,
      to,
    );
  if (cause === "network")
    return l10n.t(
      "Frame rate was {0} of {1} fps from {2} to {3}, and the bitrate low with it: the network was too slow; lower the encoder’s bitrate.",
      ...off,
      from,
      to,
    );
  return l10n.t(
    "Frame rate was {0} of {1} fps from {2} to {3}: use a faster encoder preset, or lower the bitrate.",
    ...off,
    from,
    to,
  );
}

function fineWords({ live, frameRate, targetFramerate, bitrate }: Of<"fine">): string {
  if (frameRate === undefined || bitrate === undefined)
    return live
      ? l10n.t("The stream is live; nothing is known to be wrong.")
      : l10n.t("Nothing is known to have been wrong.");
  const frames =
    targetFramerate === undefined
      ? l10n.t("{0} fps", decimalWord(frameRate))
      : framesWord({ value: frameRate, target: targetFramerate });
  return live
    ? l10n.t("All is well: {0} and {1} arrive.", frames, bitrateWord(bitrate))
    : l10n.t("All was well: {0} and {1} arrived on average.", frames, bitrateWord(bitrate));
}

function framesWord({ value, target }: Off): string {
  return l10n.t("{0} of {1} fps", decimalWord(value), decimalWord(target));
}

/** A thing that an encoder sends beside what the channel takes, as a row of a table. */
export interface FactWords {
  readonly label: string;
  readonly arrives: string;
  /** "" where there is no limit. */
  readonly limit: string;
  /** What is wrong and what to do; "" when it fits. */
  readonly breach: string;
}

export function factWords(fact: EncoderFact, type: string): FactWords {
  const label = memberWord(fact.member);
  return {
    label: fact.track ? l10n.t("{0} ({1})", label, oneLine(fact.track)) : label,
    arrives: arrivesWord(fact),
    limit: limitWord(fact),
    breach: fact.breach ? breachWords(fact, type) : "",
  };
}

function memberWord(member: EncoderFact["member"]): string {
  switch (member) {
    case "video":
      return l10n.t("Video");
    case "audio":
      return l10n.t("Audio");
    case "tracks":
      return l10n.t("Video tracks");
    case "videoCodec":
      return l10n.t("Video codec");
    case "profile":
      return l10n.t("Profile");
    case "level":
      return l10n.t("Level");
    case "encoder":
      return l10n.t("Encoder");
    case "resolution":
      return l10n.t("Resolution");
    case "frameRate":
      return l10n.t("Frame rate");
    case "videoBitrate":
      return l10n.t("Video bitrate");
    case "totalBitrate":
      return l10n.t("Video bitrate of all tracks");
    case "audioCodec":
      return l10n.t("Audio codec");
    case "audioBitrate":
      return l10n.t("Audio bitrate");
    case "sampleRate":
      return l10n.t("Sample rate");
    case "audioChannels":
      return l10n.t("Audio channels");
    default:
      return member satisfies never;
  }
}

function arrivesWord(fact: EncoderFact): string {
  if (fact.member === "video" || fact.member === "audio") return l10n.t("none");
  if (fact.arrives === undefined) return l10n.t("not known");
  switch (fact.member) {
    case "resolution":
      return sizeWord(fact.arrives);
    case "frameRate":
    case "videoBitrate":
    case "totalBitrate":
    case "audioBitrate":
    case "audioChannels":
      return measureWord(fact.member, fact.arrives);
    case "sampleRate":
      return hertzWord(fact.arrives);
    case "tracks":
      return numberWord(fact.arrives);
    default:
      return oneLine(fact.arrives);
  }
}

function limitWord(fact: EncoderFact): string {
  switch (fact.member) {
    case "videoCodec":
    case "audioCodec":
      return fact.limit.join(", ");
    case "resolution":
      return l10n.t("at most {0}", fact.limit.name);
    case "frameRate":
    case "videoBitrate":
    case "totalBitrate":
    case "audioBitrate":
    case "audioChannels":
      return l10n.t("at most {0}", measureWord(fact.member, fact.limit));
    case "sampleRate":
      return fact.limit.map(hertzWord).join(", ");
    case "tracks":
      return fact.limit === "one"
        ? l10n.t("one")
        : fact.limit === "several"
          ? l10n.t("several")
          : l10n.t("any number");
    default:
      return "";
  }
}

function measureWord(
  member: "frameRate" | "videoBitrate" | "totalBitrate" | "audioBitrate" | "audioChannels",
  value: number,
): string {
  if (member === "frameRate") return l10n.t("{0} fps", decimalWord(value));
  return member === "audioChannels" ? numberWord(value) : bitrateWord(value);
}

/** What an encoder sends that its channel does not take, and what to do. */
function breachWords(fact: EncoderFact, type: string): string {
  const [arrives, limit] = [arrivesWord(fact), limitWord(fact)];
  switch (fact.member) {
    case "video":
      return l10n.t("No video arrives: Amazon IVS takes no stream of audio alone.");
    case "tracks":
      return fact.limit === "one"
        ? l10n.t(
            "{0} video tracks arrive, but the channel takes one: turn multitrack video off in the encoder.",
            arrives,
          )
        : l10n.t(
            "One video track arrives, but the channel takes multitrack input only: turn multitrack video on in the encoder.",
          );
    case "videoCodec":
      return l10n.t("The video codec is {0}, but the channel takes {1}.", arrives, limit);
    case "audioCodec":
      return l10n.t("The audio codec is {0}, but the channel takes {1}.", arrives, limit);
    case "resolution":
      return l10n.t(
        "The resolution is {0}, but the channel takes at most {1}: lower it in the encoder.",
        arrives,
        fact.limit.name,
      );
    case "frameRate":
      return l10n.t(
        "The frame rate is {0}, but the channel takes {1}: lower it in the encoder.",
        arrives,
        limit,
      );
    case "videoBitrate":
    case "totalBitrate":
      return l10n.t(
        "The video bitrate is {0}, but a channel of type {1} takes {2}: lower it in the encoder.",
        arrives,
        type,
        limit,
      );
    case "audioBitrate":
      return l10n.t(
        "The audio bitrate is {0}, but the channel takes {1}: lower it in the encoder.",
        arrives,
        limit,
      );
    case "sampleRate":
      return l10n.t(
        "The audio sample rate is {0}, but the channel takes {1}: change it in the encoder.",
        arrives,
        limit,
      );
    case "audioChannels":
      return l10n.t(
        "The audio has {0} channels, but Amazon IVS takes {1}: mix it down in the encoder.",
        arrives,
        limit,
      );
    default:
      return "";
  }
}

/** What a series is called. */
export function metricWord(name: MetricName): string {
  switch (name) {
    case "videoBitrate":
      return l10n.t("Video bitrate");
    case "frameRate":
      return l10n.t("Frame rate");
    case "audioBitrate":
      return l10n.t("Audio bitrate");
    case "keyframeInterval":
      return l10n.t("Keyframe interval");
    case "viewers":
      return l10n.t("Viewers");
    default:
      return name satisfies never;
  }
}

/** A value of a series, with its unit. */
export function valueWord(name: MetricName, value: number): string {
  switch (name) {
    case "videoBitrate":
    case "audioBitrate":
      return bitrateWord(value);
    case "frameRate":
      return l10n.t("{0} fps", decimalWord(value));
    case "keyframeInterval":
      return l10n.t("{0} s", decimalWord(value));
    case "viewers":
      return numberWord(Math.round(value));
    default:
      return name satisfies never;
  }
}

/** Bits a second: "6.0 Mbps", "160 kbps". */
export function bitrateWord(bits: number): string {
  return bits >= 1_000_000
    ? l10n.t("{0} Mbps", decimalWord(bits / 1_000_000))
    : l10n.t("{0} kbps", numberWord(Math.round(bits / 1000)));
}

/** A time of the day, with its date unless it is of the same day as `now`. */
export function timeWord(at: number, now: number): string {
  const [day, time] = stamp(at).split(" ");
  return stamp(now).startsWith(`${day}`) ? `${time}` : `${day} ${time}`;
}

/** How long something took (ms), in its two largest units: "1 h 12 min", "40 s". */
export function durationWord(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return l10n.t("{0} h {1} min", hours, minutes % 60);
  if (minutes === 0) return l10n.t("{0} s", seconds);
  return seconds % 60 === 0
    ? l10n.t("{0} min", minutes)
    : l10n.t("{0} min {1} s", minutes, seconds % 60);
}

function sizeWord({ width, height }: Size): string {
  return `${width} × ${height}`;
}

function hertzWord(hertz: number): string {
  return l10n.t("{0} kHz", decimalWord(hertz / 1000));
}

/** A number with at most one decimal, as the editor's language writes it. */
function decimalWord(value: number): string {
  return value.toLocaleString(env.language, { maximumFractionDigits: 1 });
}
