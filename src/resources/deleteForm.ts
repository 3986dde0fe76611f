import { l10n } from "vscode";
import { readOnce } from "../connections/connection";
import type { Connections } from "../connections/connections";
import { at } from "../connections/words";
import { parseArn, title } from "../core/arn";
import { isComplete, type Operation, type Outcome, type Report } from "../core/operation";
import type { Ref } from "../core/ref";
import { type Field, FORM, type Notice, type Values } from "../shared/form";
import type { FormController, FormEnd, FormHost } from "../ui/form";
import { text } from "../ui/formValues";
import { type Runner, reportSentences } from "../ui/runner";
import { numberWord, plural, shortened, someNames } from "../ui/words";
import type { Pick, Picked } from "./pick";

export interface DeleteDeps {
  readonly connections: Connections;
  readonly pick: Pick;
  readonly runner: Runner;
}

/** Deletes resources of any kind: says first, in order, what that brings with it. */
export async function openDelete(
  host: FormHost,
  { connections, pick, runner }: DeleteDeps,
): Promise<FormController> {
  const refs = host.target.refs ?? [];
  const targets = () => refs.flatMap((ref) => pick.find(ref) ?? []);
  for (const id of new Set(refs.map(({ connection }) => connection)))
    for (const { collection } of pick.kinds) await readOnce(connections.get(id), collection.name);
  await readFirst(targets());
  const name = nameOf(refs, pick);

  /** What happens; also where, when that is not the same for all. */
  const linesOf = (picked: Picked): string[] => {
    const several = refs.some(({ connection }) => connection !== picked.connection.id);
    const where = several ? connections.where(picked.connection.id) : undefined;
    return consequences(picked).map((line) => at(where, line));
  };

  const needsConfirmation = () => {
    const left = targets();
    const more = ({ kind, connection, item }: Picked) =>
      kind.deletion.needsConfirmation(connection, item);
    return left.length > 0 && (refs.length > 1 || left.some(more));
  };

  function notices(): Notice[] {
    const left = targets();
    const missing = refs.length - left.length;
    const gone: Notice[] =
      missing > 0
        ? [
            {
              tone: "info",
              text: plural(
                missing,
                refs.length === 1
                  ? l10n.t("It no longer exists.")
                  : l10n.t("1 of them no longer exists."),
                l10n.t("{0} of them no longer exist.", numberWord(missing)),
              ),
            },
          ]
        : [];
    if (left.length === 0) return gone;
    return [
      ...gone,
      {
        tone: "warning",
        text: l10n.t("This will happen, in this order. What is deleted can’t be brought back."),
        steps: shortened(left.flatMap(linesOf)),
      },
    ];
  }

  const fields = (): Field[] =>
    needsConfirmation()
      ? [{ id: "confirm", kind: "text", label: l10n.t("Type “{0}” to confirm", name) }]
      : [];

  return {
    initial: { confirm: "" },
    isForgotten: true,
    draw: () => ({
      title: l10n.t("Delete {0}", name),
      notices: notices(),
      fields: fields(),
      submit: l10n.t("Delete {0}", name),
      blocked: targets().length === 0 ? l10n.t("There is nothing left to delete.") : undefined,
    }),
    check(values: Values) {
      const typed = text(values, "confirm").trim();
      return needsConfirmation() && typed !== name
        ? ({ confirm: l10n.t("Type “{0}” exactly as shown.", name) } as Record<string, string>)
        : {};
    },
    async run(_values, { report, signal }): Promise<FormEnd> {
      const shown = new Set(targets().flatMap(linesOf));
      report(l10n.t("Checking what there is now…"));
      await readFirst(targets());
      if (
        !targets()
          .flatMap(linesOf)
          .every((line) => shown.has(line))
      ) {
        const text = l10n.t("Something has changed: nothing was deleted. Look again, then delete.");
        return { kind: "problems", problems: { [FORM]: text } };
      }
      const face = { signal, progress: (line: string) => report(line, true) };
      const failed: string[] = [];
      // Who cancels while the last one is under way is too late.
      let cancelled = false;
      for (const kind of pick.kinds) {
        for (const open of connections.all) {
          const here = (each: Picked) => each.kind === kind && each.connection === open;
          if (!targets().some(here)) continue;
          const items = targets()
            .filter(here)
            .map(({ item }) => item);
          for (const operation of kind.deletion.operations(open, items)) {
            cancelled ||= signal.aborted;
            if (cancelled) break;
            const outcome = await runner.runIn(face, operation);
            if (isComplete(outcome)) continue;
            cancelled = signal.aborted && outcome.left.length > 0;
            failed.push(
              ...reportSentences(operation, { ...outcome, done: [], left: [] }, (problem) =>
                connections.explainProblem(problem, open.id),
              ),
              ...reversalSentences(operation, outcome),
            );
          }
        }
      }
      if (cancelled) failed.push(l10n.t("Cancelled: the rest is as it was."));
      return failed.length > 0
        ? { kind: "problems", problems: { [FORM]: failed.join("\n") } }
        : { kind: "closed", said: l10n.t("{0} deleted.", name) };
    },
  };
}

/** What is to go, as a person calls it: the name of one, or how many of which kind. */
function nameOf(refs: readonly Ref[], pick: Pick): string {
  const [first, ...more] = refs;
  if (first && more.length === 0)
    return title(pick.find(first)?.item ?? { arn: first.arn, name: "" });
  const types = new Set(refs.map(({ arn }) => parseArn(arn).type));
  const only = pick.kinds.find(({ arnType }) => types.size === 1 && types.has(arnType));
  return only ? only.words.count(refs.length) : l10n.t("{0} resources", numberWord(refs.length));
}

/** Reads again what deleting these depends on. Throws a ServiceError. */
async function readFirst(all: readonly Picked[]): Promise<void> {
  await Promise.all(
    all.map(({ kind, connection, item }) => kind.deletion.readFirst?.(connection, item)),
  );
}

function consequences({ kind, connection, item }: Picked): string[] {
  return kind.deletion.consequences(connection, item);
}

/** What became of what had been done before it stopped. */
function reversalSentences(
  { allOrNothing: words }: Operation,
  { sent, reversal }: Report,
): string[] {
  if (!words || !reversal) return [];
  const names = (list: Outcome["notDone"]) => someNames(list.map(({ step }) => step.name));
  const sentences: string[] = [];
  if (reversal.notDone.length > 0)
    sentences.push(l10n.t("These could not be changed back: {0}.", names(reversal.notDone)));
  if (reversal.unknown.length > 0)
    sentences.push(
      l10n.t(
        "It could not be determined whether these were changed back: {0}.",
        names(reversal.unknown),
      ),
    );
  if (sentences.length === 0 && reversal.done.length > 0)
    sentences.push(words.reversed(reversal.done.length));
  const lasting = sent.filter(({ reverse }) => !reverse);
  if (lasting.length > 0) sentences.push(words.lasting(lasting.map(({ name }) => name)));
  return sentences;
}
