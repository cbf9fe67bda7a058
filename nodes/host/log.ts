import { shownText } from '../core/text/shownText';

/** What every n8n context offers for writing to its log. */
interface NodeContext {
	logger: { info(text: string): void; warn(text: string): void };
	getNode(): { name: string };
}

/** Writes a warning to n8n's log, on one line that begins with the node's name. */
export function warn(node: NodeContext, text: string): void {
	node.logger.warn(lineOf(node, text));
}

/** Writes a note to n8n's log, on one line that begins with the node's name. */
export function info(node: NodeContext, text: string): void {
	node.logger.info(lineOf(node, text));
}

/** Returns a log line. Names and vendors' messages may contain line breaks and control characters. */
function lineOf(node: NodeContext, text: string): string {
	return shownText(`${node.getNode().name}: ${text}`);
}

/** Returns the message of a value that was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
