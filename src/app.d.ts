declare global {
  namespace App {}
  /** What the page's head (`app.html`) asks the databases for, as it is stored; undefined for what didn't come. */
  var tandemHeadRead: { user?: Promise<unknown>; rows?: Promise<unknown> } | undefined
}

export {}
