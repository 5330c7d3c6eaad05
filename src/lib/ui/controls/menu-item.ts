import type { Component } from 'svelte'

export type MenuItem =
  | {
      kind?: 'action'
      label: string
      icon?: Component
      detail?: string
      danger?: boolean
      disabled?: boolean
      onselect: () => void
    }
  | { kind: 'link'; label: string; icon?: Component; href: string }
  | {
      kind: 'choice'
      label: string
      /** What else it is found by, where the menu can be searched. */
      searched?: string
      checked: boolean
      disabled?: boolean
      onselect: () => void
    }
  | { kind: 'group'; label: string }
  | { kind: 'line' }
