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
	/** Whether this node owns the subscription. Others are never changed. */
	isOurs(existing: Existing): boolean;
	/** False if it has to be updated, for example because it is disabled or has another format. */
	isCurrent(existing: Existing, wanted: Wanted): boolean;
}

/**
 * Returns the changes that make the existing subscriptions the wanted ones. A second own subscription with the same
 * key is removed, because it would deliver everything twice.
 */
export function planSubscriptions<Wanted, Existing>(
	wanted: readonly Wanted[],
	existing: readonly Existing[],
	rules: SubscriptionRules<Wanted, Existing>,
): SubscriptionPlan<Wanted, Existing> {
	const open = new Map(wanted.map((one) => [rules.keyOfWanted(one), one]));
	const plan: SubscriptionPlan<Wanted, Existing> = { create: [], update: [], remove: [] };
	for (const held of existing.filter((one) => rules.isOurs(one))) {
		const key = rules.keyOfExisting(held);
		const match = open.get(key);
		if (match === undefined) plan.remove.push(held);
		else if (!rules.isCurrent(held, match)) plan.update.push({ existing: held, wanted: match });
		open.delete(key);
	}
	plan.create.push(...open.values());
	return plan;
}

/** Returns whether a plan has no changes. */
export function isSettled(plan: SubscriptionPlan<unknown, unknown>): boolean {
	return plan.create.length + plan.update.length + plan.remove.length === 0;
}
