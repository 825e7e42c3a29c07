/* PostgreSQL: an error is raised instead of returning NULL. */
#include "postgres.h"

typedef struct HashState
{
	int			nbuckets;
	Datum	   *buckets;
} HashState;

HashState *
pg_object(int nbuckets)
{
	HashState  *state = (HashState *) palloc(sizeof(HashState));

	memset(state, 0, sizeof(HashState));
	state->nbuckets = nbuckets;
	return state;
}

void *
pg_context(MemoryContext context, Size size)
{
	void	   *memory;

	memory = MemoryContextAlloc(context, size);
	MemSet(memory, 0, size);
	return memory;
}

HashState *
pg_frontend(void)
{
	HashState  *state;

	state = pg_malloc(sizeof(*state));
	MemSetAligned(state, 0, sizeof(HashState));
	return state;
}
