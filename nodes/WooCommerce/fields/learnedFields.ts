import { BoundedMap } from '../../core/cache/boundedMap';
import { MOST_FIELDS, type FieldPath } from './volatileFields';

/**
 * Fields that polls of this process have found to change by themselves. The webhook trigger of the same shop leaves
 * them out too, so both triggers give a state the same id.
 */
export class LearnedFields {
	private readonly fields = new BoundedMap<string, readonly FieldPath[]>(1_000);

	note(account: string, objectType: string, fields: readonly FieldPath[]): void {
		if (fields.length === 0) return;
		const all = [...new Set([...this.of(account, objectType), ...fields])];
		this.fields.set(JSON.stringify([account, objectType]), all.slice(-MOST_FIELDS));
	}

	of(account: string, objectType: string): readonly FieldPath[] {
		return this.fields.get(JSON.stringify([account, objectType])) ?? [];
	}
}
