import { sveltekit } from '@sveltejs/kit/vite'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { useTemporaryFolder } from './support/temporary-folder.ts'

useTemporaryFolder()

const root = fileURLToPath(new URL('..', import.meta.url))

/** One a portal: what `npm test` walks. The others are `npm run test:journeys`. */
const mainJobs = ['test/browser/journey.test.ts', 'test/browser/reseller-main-job.test.ts']

// The default leaves one out, and two is what CI has.
const cores = Math.max(2, availableParallelism())

/** Files that open databases share one PostgreSQL. */
const sharesPostgres = 'test/support/start-postgres.ts'

/** In every browser test no page may meet an error that nobody caught. */
const noPageErrors = ['test/browser/no-errors.ts']

export default defineConfig({
  root,
  test: {
    globalSetup: 'test/support/compile-messages.ts',
    // Often a test waits for a database, or for time to pass: one more has something to do.
    maxWorkers: cores + 1,
    projects: [
      {
        plugins: [sveltekit()],
        // Svelte's browser half: runes and lifecycle as on the device.
        resolve: { conditions: ['browser'] },
        test: {
          name: 'unit',
          root,
          include: [
            'test/shared/**/*.test.ts',
            'test/client/**/*.test.ts',
            'test/support/**/*.test.ts',
            'test/architecture.test.ts',
          ],
          testTimeout: 20_000,
          // Pure for the most part: modules that are read once for all files save half the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'server',
          root,
          include: ['test/server/**/*.test.ts', 'test/contracts/**/*.test.ts'],
          globalSetup: sharesPostgres,
          // As above; those of `sync` keep the state of a tab in their modules.
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        // Real client and real server in one process: client state is runes.
        plugins: [sveltekit()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'sync',
          root,
          include: ['test/sync/**/*.test.ts'],
          globalSetup: sharesPostgres,
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Minutes, not seconds: `npm run test:fault`, never `npm test`.
        plugins: [sveltekit()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'fault',
          root,
          include: ['test/fault/**/*.test.ts'],
          globalSetup: sharesPostgres,
          // One at a time: they measure, and they share the processor with the processes they kill.
          fileParallelism: false,
          testTimeout: 30 * 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          root,
          include: [...mainJobs],
          sequence: { groupOrder: 1 },
          setupFiles: noPageErrors,
          // One at a time: they share the processor with a browser each.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          root,
          include: ['test/browser/**/*.test.ts'],
          exclude: [...mainJobs],
          // A browser keeps more than one process busy.
          maxWorkers: cores,
          sequence: { groupOrder: 2 },
          setupFiles: noPageErrors,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
