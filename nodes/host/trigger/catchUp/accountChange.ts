import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import { warn } from '../../log';
import { beginLater, newBeginning, type CatchUpState } from '../catchUpState';
import { isOfAnother } from '../position';

/**
 * Discards the position of another account, because it does not apply to the changes of the new account.
 *
 * @param now milliseconds of `ProcessState.clock`
 * @returns whether the position was of another account
 */
export function leaveOther(
	functions: IHookFunctions | ITriggerFunctions,
	progress: CatchUpState,
	account: string,
	now: number,
): boolean {
	const left = progress.cursor ?? progress.pending;
	if (left === undefined || !isOfAnother(left, account)) return false;
	beginLater(progress, newBeginning(progress, account, now));
	warn(
		functions,
		`The account of the credential has changed from ${left.account} to ${account}, so catch-up begins now and does not find earlier changes. If the new account is wrong, choose the credential of ${left.account}.`,
	);
	return true;
}
