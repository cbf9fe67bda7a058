/** The changes after which a vendor has the wanted subscriptions. */
export interface SubscriptionPlan<Wanted, Existing> {
	create: Wanted[];
	update: Array<{ existing: Existing; wanted: Wanted }>;
	remove: Existing[];
}

/** How wanted and existing subscriptions are compared. */
export interface SubscriptionRules<Wanted, Existing> {
	/** Two subscriptions with the same key are the same one. */
	keyOfWanted(wanted: Wanted): string;
	keyOfExisting(existing: Existing): string;
	/** False if it has to be updated: it calls another URL, is disabled, or has another format. */
	isCurrent(existing: Existing, wanted: Wanted): boolean;
}

/**
 * Returns the changes that make a node's subscriptions the wanted ones. One that has to change is updated in its
 * place. A second one with the same key is removed, because it would deliver everything twice.
 *
 * @param own the existing subscriptions of the node, and no others
 */
export function planSubscriptions<Wanted, Existing>(
	wanted: readonly Wanted[],
	own: readonly Existing[],
	rules: SubscriptionRules<Wanted, Existing>,
): SubscriptionPlan<Wanted, Existing> {
	const open = new Map(wanted.map((one) => [rules.keyOfWanted(one), one]));
	const isCurrent = (held: Existing) => {
		const match = open.get(rules.keyOfExisting(held));
		return match !== undefined && rules.isCurrent(held, match);
	};
	const current = new Set(own.filter(isCurrent));
	const plan: SubscriptionPlan<Wanted, Existing> = { create: [], update: [], remove: [] };
	// If two have the same key, the one that needs no update stays.
	for (const held of [...current, ...own.filter((one) => !current.has(one))]) {
		const key = rules.keyOfExisting(held);
		const match = open.get(key);
		if (match === undefined) plan.remove.push(held);
		else if (!current.has(held)) plan.update.push({ existing: held, wanted: match });
		open.delete(key);
	}
	plan.create.push(...open.values());
	return plan;
}

/** Returns whether a plan has no changes. */
export function isSettled(plan: SubscriptionPlan<unknown, unknown>): boolean {
	return plan.create.length + plan.update.length + plan.remove.length === 0;
}
