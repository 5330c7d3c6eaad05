/** For device code that runs in Node without the compiler: a rune is the value it holds, and nothing reacts. */
const plain = Object.assign(<Value>(value: Value): Value => value, {
  raw: <Value>(value: Value): Value => value,
  by: <Value>(made: () => Value): Value => made(),
})
Object.assign(globalThis, { $state: plain, $derived: plain, $effect: () => undefined })
