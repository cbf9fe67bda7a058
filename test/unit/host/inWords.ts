import type { Problem } from '../../../nodes/core/result';
import type { Reconciliation } from '../../../nodes/host/trigger/subscription/reconcile';

/** Returns a reconciliation whose changes are texts, such as `created orders/create`. */
export function inWords({ done, problems }: Reconciliation): {
	done: string[];
	problems: Problem[];
} {
	return { done: done.map(({ action, subscription }) => `${action} ${subscription}`), problems };
}
