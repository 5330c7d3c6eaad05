import { acceptService } from './accept-service.ts'
import { addService } from './add-service.ts'
import { openTicket } from './open-ticket.ts'
import { rejectService } from './reject-service.ts'
import { withdrawService } from './withdraw-service.ts'

/** What the MSP decides about services that are to be managed besides. */
export const serviceQuestions = [addService.name, withdrawService.name] as const
/** What the customer answers. */
export const serviceAnswers = [acceptService.name, rejectService.name] as const
/** What it asks the operator. */
export const ticketQuestions = [openTicket.name] as const
