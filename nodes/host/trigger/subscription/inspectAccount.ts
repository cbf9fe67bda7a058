import { ok, type Result } from '../../../core/result';
import type { Vendor } from '../../../core/vendor';
import { withoutException } from '../../exceptions';
import { warn } from '../../log';
import type { TriggerFunctions } from '../credential';
import type { ProcessState } from '../processState';
import { nodeKey } from '../webhookUrls';

/**
 * Asks the vendor about the account once for each activation of a node, and logs its warnings. If the
 * vendor does not respond, the next check asks again before the node subscribes.
 *
 * @param now epoch milliseconds
 * @returns the problem that keeps the node from subscribing
 */
export async function inspectAccount<Connection>(
	functions: TriggerFunctions,
	{ inspect }: Pick<Vendor<Connection, never>, 'inspect'>,
	{ inspected }: Pick<ProcessState, 'inspected'>,
	connection: Connection,
	now: number,
): Promise<Result<undefined>> {
	const node = nodeKey(functions);
	if (inspect === undefined || inspected.has(node)) return ok(undefined);
	const result = await withoutException(
		async () => await inspect(connection, now),
		(message) =>
			`The vendor's response about the account is unreadable (${message}). Try again later.`,
	);
	if (!result.ok) return result;
	for (const warning of result.value) warn(functions, warning);
	inspected.add(node);
	return ok(undefined);
}
