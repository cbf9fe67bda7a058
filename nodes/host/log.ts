import { shownText } from '../core/shownText';

interface Logs {
	logger: { info(text: string): void; warn(text: string): void };
}

/** Writes a warning to n8n's log, on one line, whatever a vendor's words or a node's name hold. */
export function warn({ logger }: Logs, text: string): void {
	logger.warn(shownText(text));
}

/** Writes a note to n8n's log, on one line. */
export function info({ logger }: Logs, text: string): void {
	logger.info(shownText(text));
}

/** Returns the sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
