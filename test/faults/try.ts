import { allCases, closeSimulators, nameOf, runCase } from "./worker";

(async () => {
  const t = performance.now();
  const cases = await allCases();
  console.log(cases.length, (performance.now() - t).toFixed(0));
  const [, , filter = "", step = "1", max = "50"] = process.argv;
  const some = cases
    .filter((c) => nameOf(c).includes(filter))
    .filter((_, i) => i % Number(step) === 0);
  console.log("running", some.length);
  let bad = 0;
  const t2 = performance.now();
  for (const c of some) {
    const wrong = await runCase(c);
    if (wrong.length) {
      bad++;
      if (bad <= Number(max)) console.log(nameOf(c), "\n   ", wrong.join("\n    "));
    }
  }
  console.log(
    "bad",
    bad,
    "of",
    some.length,
    ((performance.now() - t2) / some.length).toFixed(1),
    "ms each",
  );
  await closeSimulators();
})();
