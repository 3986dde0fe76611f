/**
 * The wire between the host and a page about a resource. Types and constants only: the host says what stands in each
 * section, the page draws it and says what was pressed. The page knows nothing of AWS and keeps no secret.
 */

/** A button. */
export interface PageAction {
  readonly id: string;
  readonly label: string;
  /** The one that is most likely wanted. */
  readonly primary?: boolean;
  /** A toggle that is on or off. */
  readonly pressed?: boolean;
}

export type Tone = "info" | "good" | "warning" | "error";

/** Something about the resource. All text is plain. */
export interface PageFact {
  readonly id: string;
  readonly label: string;
  /** Undefined: a secret, which is masked; the page asks for it by `reveal`. */
  readonly value?: string;
  /** "{0}" in the value is the time that has passed since then (ms since the epoch). */
  readonly since?: number;
  readonly tone?: Tone;
  /** It can be copied, by `copy`. */
  readonly copy?: boolean;
  /** The value is a link that does this. */
  readonly link?: string;
}

/** A line across a chart. */
export interface ChartLine {
  readonly value: number;
  readonly label: string;
  readonly kind: "target" | "limit";
}

/** One metric over time. */
export interface Chart {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  /** How many figures after the point. */
  readonly digits: number;
  /** Seconds between two values. */
  readonly period: number;
  /** When the first value begins (ms since the epoch). */
  readonly start: number;
  /** One a period; null where there is none. */
  readonly values: readonly (number | null)[];
  readonly lines: readonly ChartLine[];
  /** What the chart shows, in a sentence. */
  readonly summary: string;
}

/** A stretch of time that is marked in all charts. */
export interface ChartBand {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** A moment that is marked in all charts. */
export interface ChartTick {
  readonly at: number;
  readonly label: string;
  readonly tone: Tone;
}

export interface Charts {
  /** Of the time axis that they share (ms since the epoch). */
  readonly from: number;
  readonly to: number;
  readonly charts: readonly Chart[];
  readonly bands: readonly ChartBand[];
  readonly ticks: readonly ChartTick[];
}

/** A cell of a table: text, or a moment (ms since the epoch), or buttons. */
export type Cell =
  | string
  | { readonly at: number }
  | { readonly text: string; readonly tone: Tone }
  | { readonly actions: readonly PageAction[] };

/** What a section consists of. Ids are unique in the section. */
export type Block =
  | {
      readonly kind: "notice";
      readonly id: string;
      readonly tone: Tone;
      readonly text: string;
      readonly lines?: readonly string[];
      readonly actions?: readonly PageAction[];
    }
  /** A paragraph, and those that follow it. */
  | { readonly kind: "text"; readonly id: string; readonly text: string }
  | { readonly kind: "heading"; readonly id: string; readonly text: string }
  | { readonly kind: "facts"; readonly id: string; readonly facts: readonly PageFact[] }
  | { readonly kind: "actions"; readonly id: string; readonly actions: readonly PageAction[] }
  | {
      readonly kind: "choice";
      readonly id: string;
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly chosen: string;
    }
  /** Something to be copied and run. Secret: what is shown is masked, and `reveal` shows the rest. */
  | {
      readonly kind: "code";
      readonly id: string;
      readonly label: string;
      readonly text: string;
      readonly secret: boolean;
    }
  | ({ readonly kind: "charts"; readonly id: string } & Charts)
  | {
      readonly kind: "table";
      readonly id: string;
      readonly caption: string;
      readonly columns: readonly string[];
      /** `id`: of the row. */
      readonly rows: readonly { readonly id: string; readonly cells: readonly Cell[] }[];
    }
  /** Beside each other where there is room. */
  | {
      readonly kind: "columns";
      readonly id: string;
      readonly columns: readonly { readonly id: string; readonly blocks: readonly Block[] }[];
    };

export interface PageSection {
  readonly id: string;
  readonly heading: string;
  /** Undefined: it is being read. */
  readonly blocks?: readonly Block[];
}

/** A page to draw. */
export interface PageModel {
  readonly title: string;
  readonly pinned: boolean;
  readonly sections: readonly PageSection[];
}

/** Words of the page itself, in the person's language. */
export type PageWords = Readonly<
  Record<
    | "reading"
    | "copy"
    | "copied"
    | "show"
    | "hide"
    | "pin"
    | "pinned"
    | "info"
    | "good"
    | "warning"
    | "error"
    | "table"
    | "time"
    | "none"
    | "keys",
    string
  >
>;

/** What the page is about, kept over a reload. Never a secret. */
export interface SavedPage {
  readonly connection: string;
  readonly arn: string;
  readonly pinned: boolean;
}

/** How long a secret stays on screen (ms). */
export const SECRET_SHOWN = 30_000;

/** Where something stands on the page. */
export interface PagePlace {
  readonly section: string;
  readonly id: string;
}

export type ToPage =
  | {
      readonly type: "show";
      readonly model: PageModel;
      readonly words: PageWords;
      /** The person's language, for dates and numbers. */
      readonly language: string;
      readonly saved: SavedPage;
    }
  /** Some of the sections are otherwise now: those that are given. `order`: the ids of all. */
  | {
      readonly type: "update";
      readonly title: string;
      readonly pinned: boolean;
      readonly order: readonly string[];
      readonly sections: readonly PageSection[];
    }
  /** The answer to `reveal`, or something that is shown once. */
  | ({ readonly type: "secret"; readonly text: string } & PagePlace)
  /** The answer to `copy`. */
  | ({ readonly type: "copied" } & PagePlace);

export type ToHost =
  /** The page can be talked to. */
  | { readonly type: "ready" }
  /** The window that the page is in came to be seen, or is not seen any more. */
  | { readonly type: "seen"; readonly seen: boolean }
  | { readonly type: "pin" }
  | ({ readonly type: "act" } & PagePlace)
  | ({ readonly type: "choose"; readonly value: string } & PagePlace)
  | ({ readonly type: "copy" } & PagePlace)
  | ({ readonly type: "reveal" } & PagePlace);
