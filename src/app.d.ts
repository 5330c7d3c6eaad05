declare global {
  namespace App {}
  /** What the page's head (`app.html`) asks the databases for, as it is stored; undefined for what didn't come. `at`: when, by `performance.now()`. */
  var tandemHeadRead: { at: number; user?: Promise<unknown>; rows?: Promise<unknown> } | undefined
}

export {}
