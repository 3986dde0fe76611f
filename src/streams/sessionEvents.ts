import { l10n } from "vscode";
import { oneLine } from "../ui/words";
import { type SessionEvent, toneOf } from "./sessions";

/** An event of a session in words. All of it is plain text. */
export interface EventWords {
  readonly tone: ReturnType<typeof toneOf>;
  /** The service's name of the event, by which its documentation knows it. */
  readonly name: string;
  /** What happened, in a sentence; of an event that nobody has documented, its name. */
  readonly happened: string;
  /** What to do about it; "" when there is nothing to do. */
  readonly advice: string;
  /** The service's code as it is; "" when it has none. */
  readonly code: string;
}

type Words = readonly [happened: string, advice?: string];

/**
 * What an event means and what to do about it. The names and codes are those of the API reference (StreamEvent) and of
 * the user guide's EventBridge events; one that is not among them is given as it is.
 */
export function eventWords(event: SessionEvent): EventWords {
  const [happened, advice = ""] = codes(event) ?? names(event) ?? [oneLine(event.name)];
  return {
    tone: toneOf(event),
    name: oneLine(event.name),
    happened,
    advice,
    code: oneLine(event.code),
  };
}

function names({ name, code }: SessionEvent): Words | undefined {
  switch (name) {
    case "Session Created":
      return [l10n.t("An encoder connected.")];
    case "Stream Start":
      return [l10n.t("The stream started: viewers can watch it.")];
    case "Stream End":
      return [l10n.t("The stream ended.")];
    case "Session Ended":
      return code
        ? [
            l10n.t("Amazon IVS ended the session and gave the code {0}.", oneLine(code)),
            l10n.t("Look the code up in the documentation of Amazon IVS, then connect again."),
          ]
        : [l10n.t("The encoder disconnected, or was disconnected.")];
    case "Starvation Start":
      return [
        l10n.t("Too little data arrives: viewers may see the stream stall."),
        l10n.t(
          "Set the bitrate to at most 80% of the upload speed, use a cable or 5 GHz Wi-Fi, keep other devices off the network, and choose a faster encoder preset if the CPU is busy.",
        ),
      ];
    case "Starvation End":
      return [l10n.t("Enough data arrives again.")];
    case "Stream Failure":
      return [
        l10n.t(
          "Amazon IVS could not process the stream: its transcoding capacity may be exhausted.",
        ),
        l10n.t("Start the stream again. A channel of type BASIC needs no transcoding."),
      ];
    case "Ingest Bitrate":
      return [
        l10n.t("The bitrate exceeded the limit of the channel type, so the stream was ended."),
        l10n.t("Lower the encoder’s bitrate, or change the channel type."),
      ];
    case "Ingest Resolution":
      return [
        l10n.t("The resolution exceeded the limit of the channel type, so the stream was ended."),
        l10n.t("Lower the encoder’s resolution, or change the channel type."),
      ];
    case "Concurrent Broadcasts":
      return [
        l10n.t("The account has as many live streams as its quota allows: this one was refused."),
        l10n.t("Stop a stream, or ask for a higher quota in Service Quotas."),
      ];
    case "Concurrent Viewers":
      return [
        l10n.t("The account has as many viewers as its quota allows: more were refused."),
        l10n.t("Ask for a higher quota in Service Quotas."),
      ];
    case "Recording Start":
      return [l10n.t("Recording to S3 started.")];
    case "Recording End":
      return [l10n.t("Recording to S3 ended: what was recorded can be used.")];
    case "Recording Start Failure":
      return [
        l10n.t("Recording could not start: the stream goes on without it."),
        l10n.t(
          "Check that the bucket exists in this region, is encrypted by SSE-S3, is no access point, and that its policy lets Amazon IVS write.",
        ),
      ];
    case "Recording End Failure":
      return [
        l10n.t("Recording broke off: what was recorded before that is in the bucket."),
        l10n.t("Check that the bucket still exists and that Amazon IVS may write to it."),
      ];
    case "Stream Takeover":
      return [l10n.t("Another encoder took the stream over by its priority.")];
    case "Stream Takeover Failure":
      return [
        l10n.t("Another encoder could not take the stream over: the stream goes on as it was."),
        l10n.t(
          "Send the same codec, resolution and tracks as the running stream, with a higher priority.",
        ),
      ];
    case "Ad Break Inserted":
      return [l10n.t("An ad break was inserted.")];
    default:
      return undefined;
  }
}

/** What a code says that the event's name does not. */
function codes({ code }: SessionEvent): Words | undefined {
  switch (code) {
    case "MultitrackInputNotAllowed":
      return [
        l10n.t("The encoder sent several video tracks, but the channel takes one."),
        l10n.t(
          "Turn multitrack video off in the encoder, or turn multitrack input on in the channel.",
        ),
      ];
    case "MultitrackInputRequired":
      return [
        l10n.t("The encoder sent one video track, but the channel takes multitrack input only."),
        l10n.t(
          "Turn multitrack video on in the encoder, or set the channel’s multitrack policy to ALLOW.",
        ),
      ];
    case "InvalidGetClientConfigurationStreamKey":
      return [
        l10n.t("The encoder’s key for multitrack video is wrong, damaged or expired."),
        l10n.t("Connect again with the channel’s stream key."),
      ];
    case "GetClientConfigurationStreamKeyRequired":
      return [
        l10n.t("The encoder sent multitrack video without asking Amazon IVS how to."),
        l10n.t("In OBS choose the service Amazon IVS, not Custom."),
      ];
    case "InvalidMultitrackInputTrackCount":
      return [
        l10n.t("The encoder sent another number of tracks than Amazon IVS told it to."),
        l10n.t("Leave the number of tracks to the encoder’s automatic setting, or lower it."),
      ];
    case "InvalidMultitrackInputVideoTrackMediaProperties":
      return [
        l10n.t(
          "A video track has a codec, resolution, bitrate or frame rate that the channel does not take.",
        ),
        l10n.t("Check the encoder’s settings against the channel’s maximum resolution."),
      ];
    case "StreamTakeoverMediaMismatch":
      return [
        l10n.t("Another encoder could not take the stream over: it sends something else."),
        l10n.t("Send the same codec, resolution and tracks as the running stream."),
      ];
    case "StreamTakeoverInvalidPriority":
      return [
        l10n.t("Another encoder could not take the stream over: its priority is too low."),
        l10n.t(
          "Give it a priority from 1 to 2,147,483,647 that is higher than the running encoder’s.",
        ),
      ];
    case "StreamTakeoverLimitBreached":
      return [
        l10n.t("Another encoder could not take the stream over: it was taken over too often."),
        l10n.t("Stop the stream, then start it again."),
      ];
    default:
      return undefined;
  }
}
