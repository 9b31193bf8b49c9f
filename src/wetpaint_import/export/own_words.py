"""Words that stand in exports whoever wrote the posts: as withheld names they cannot be looked for."""

# Of the manifest and of the address map, with the forms under which threads were linked.
SHARED_WORDS = (
    "target program settings only withheld joined authors in archive threads posts versions quotes links images missing undated"
    " written estimated dates left out kind id why cannot hold files path bytes sha256 manifest json addresses jsonl old new"
    " original title null true false http https com wetpaint wikifoundry account photo video forum thread page post anon t offset"
    " maxResults version name marks"
)
# Of sanitised HTML; names are looked for in its texts and values, and taken out of those.
HTML_WORDS = (
    "a b i u em strong br blockquote img font h2 h3 h4 ol ul li table tbody thead tr td th p div pre code hr s strike sub sup small"
    " big center dl dt dd href title src alt width height color size face colspan rowspan start rel nofollow noopener noreferrer"
    " lt gt amp quot nbsp"
)
