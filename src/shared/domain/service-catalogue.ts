import type { Locale } from './organisation.ts'
import type { ServiceId } from './service.ts'

export interface Service {
  id: ServiceId
  name: string
  description: Readonly<Record<Locale, string>>
  /** A licence of it is one of every service. */
  licensesAll?: true
}

/** The catalogue is configuration: another vendor's services replace it here. */
export const serviceCatalogue: readonly Service[] = [
  {
    id: 'knox-suite',
    name: 'Knox Suite',
    licensesAll: true,
    description: {
      en: 'All of Knox under one licence',
      de: 'Alles von Knox mit einer Lizenz',
      ko: '하나의 라이선스로 쓰는 Knox 전체',
    },
  },
  {
    id: 'knox-manage',
    name: 'Knox Manage',
    description: { en: 'Mobile device management', de: 'Verwaltung mobiler Geräte', ko: '모바일 기기 관리' },
  },
  {
    id: 'knox-mobile-enrollment',
    name: 'Knox Mobile Enrollment',
    description: {
      en: 'Enrol devices out of the box',
      de: 'Geräte ab dem Auspacken registrieren',
      ko: '개봉 즉시 기기 등록',
    },
  },
  {
    id: 'knox-configure',
    name: 'Knox Configure',
    description: {
      en: 'Configure and brand devices in bulk',
      de: 'Viele Geräte auf einmal einrichten und gestalten',
      ko: '여러 기기의 설정과 브랜딩을 한 번에',
    },
  },
  {
    id: 'knox-e-fota',
    name: 'Knox E-FOTA',
    description: { en: 'Control firmware updates', de: 'Firmware-Updates steuern', ko: '펌웨어 업데이트 제어' },
  },
  {
    id: 'knox-asset-intelligence',
    name: 'Knox Asset Intelligence',
    description: {
      en: 'See how devices and apps perform',
      de: 'Sehen, wie Geräte und Apps laufen',
      ko: '기기와 앱의 성능 확인',
    },
  },
  {
    id: 'knox-guard',
    name: 'Knox Guard',
    description: {
      en: 'Lock and protect financed devices',
      de: 'Finanzierte Geräte sperren und schützen',
      ko: '할부 기기 잠금 및 보호',
    },
  },
  {
    id: 'knox-remote-support',
    name: 'Knox Remote Support',
    description: {
      en: 'Help people on their own screen',
      de: 'Menschen auf ihrem eigenen Bildschirm helfen',
      ko: '사용자 화면에서 원격 지원',
    },
  },
]

const byId = new Map(serviceCatalogue.map((service) => [service.id, service]))

export function findService(id: ServiceId): Service | undefined {
  return byId.get(id)
}
