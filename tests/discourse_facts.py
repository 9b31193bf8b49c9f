"""What Discourse's generic_bulk.rb asks of its file, in our own words: tables, the columns that its queries name, and limits.

Read in its source (2024 to 2026), not in a running Discourse. Columns that it takes from `SELECT *` may lack; those here may not.
"""

from typing import Final

COLUMNS: Final = {
    "config": "name value",
    "site_settings": "name value action",
    "groups": "id name existing_id",
    "group_members": "group_id user_id owner existing_id",
    "users": (
        "id username email created_at anonymized last_seen_at bio location website timezone email_level email_messages_level"
        " email_digests sso_record suspension avatar_upload_id original_username name admin moderator"
    ),
    "user_fields": "id name",
    "user_field_values": "user_id field_id value",
    "user_custom_fields": "user_id name value created_at",
    "user_associated_accounts": "user_id provider_name provider_uid info",
    "muted_users": "user_id muted_user_id",
    "user_followers": "user_id follower_id",
    "user_notes": "id user_id raw created_by_user_id created_at",
    "user_aliases": "alias_user_id canonical_user_id",
    "categories": (
        "id parent_category_id name description color text_color read_restricted slug existing_id position logo_upload_id"
        " about_topic_title tag_group_ids permissions moderation_group_ids show_subcategory_list subcategory_list_style"
        " minimum_required_tags"
    ),
    "category_custom_fields": "category_id name value",
    "category_users": "category_id user_id",
    "topics": (
        "id closed private_message title user_id created_at category_id archived views subtype pinned_at pinned_until"
        " pinned_globally"
    ),
    "topic_custom_fields": "topic_id name value",
    "topic_users": "user_id topic_id",
    "topic_tags": "topic_id tag_id",
    "posts": "id topic_id post_number upload_ids user_id created_at raw like_count reply_to_post_id placeholders",
    "post_custom_fields": "post_id name value",
    "tag_groups": "id name permissions",
    "tags": "id name description tag_group_id tag_group_ids",
    "tag_users": "tag_id user_id",
    "likes": "post_id user_id created_at",
    "discourse_reactions_reactions": "id post_id reaction_value",
    "discourse_reactions_reaction_users": "reaction_id post_id user_id created_at",
    "votes": "votable_type user_id votable_id direction created_at",
    "post_voting_votes": "votable_type user_id votable_id direction created_at",
    "topic_voting_votes": "topic_id user_id created_at",
    "solutions": "topic_id post_id user_id acting_user_id created_at",
    "gamification_score_events": "id user_id date points",
    "events": "id post_id starts_at ends_at status name url custom_fields",
    "polls": "id post_id name created_at",
    "poll_options": "id poll_id text position created_at",
    "poll_votes": "poll_option_id user_id created_at",
    "badges": "id name badge_group",
    "user_badges": "user_id badge_id granted_at",
    "permalink_normalizations": "normalization",
    "permalinks": "url topic_id post_id category_id tag_id user_id external_url external_url_placeholders",
    "uploads": "id filename",
    "chat_channels": "id chatable_type chatable_id",
    "chat_channel_users": "chat_channel_id user_id last_read_message_id",
    "chat_threads": "id chat_channel_id original_message_user_id",
    "chat_thread_users": "chat_thread_id user_id",
    "chat_messages": "id chat_channel_id created_at upload_ids message placeholders",
    "chat_reactions": "chat_message_id user_id emoji",
    "chat_mentions": "chat_message_id target_id type",
}
# Its queries that do more than name columns: joins, JSON, windows. Each must be one that SQLite prepares and runs.
QUERIES: Final = (
    "WITH RECURSIVE tree AS (SELECT c.id, c.parent_category_id, 0 AS level FROM categories c WHERE c.parent_category_id IS NULL"
    " UNION ALL SELECT c.id, c.parent_category_id, tree.level + 1 FROM categories c, tree WHERE c.parent_category_id = tree.id)"
    " SELECT * FROM tree",
    "SELECT c.id, t.value FROM categories c, JSON_EACH(c.tag_group_ids) t",
    "SELECT c.id, p.value -> 'group_id' FROM categories c, JSON_EACH(c.permissions) p",
    "SELECT t.id, u.value FROM topics t, JSON_EACH(t.private_message, '$.user_ids') AS u WHERE t.private_message IS NOT NULL",
    "SELECT p.id, u.value FROM posts p, JSON_EACH(p.upload_ids) u WHERE p.upload_ids IS NOT NULL",
    "SELECT m.id, u.value FROM chat_messages m, JSON_EACH(m.upload_ids) u WHERE m.upload_ids IS NOT NULL",
    "SELECT id, JSON_EXTRACT(suspension, '$.reason') FROM users WHERE suspension IS NOT NULL",
    "SELECT v.* FROM user_field_values v JOIN users u ON v.user_id = u.id WHERE u.anonymized = FALSE",
    "SELECT a.*, COALESCE(u.last_seen_at, u.created_at), u.email FROM user_associated_accounts a JOIN users u ON u.id = a.user_id",
    "SELECT c.chatable_type, u.* FROM chat_channel_users u JOIN chat_channels c ON c.id = u.chat_channel_id",
    "SELECT *, ROW_NUMBER() OVER (PARTITION BY post_id, name ORDER BY id) AS seq FROM polls",
)
# Which column of which table names a row of which other.
REFERENCES: Final = (
    ("topics", "category_id", "categories"),
    ("topics", "user_id", "users"),
    ("posts", "topic_id", "topics"),
    ("posts", "user_id", "users"),
    ("posts", "reply_to_post_id", "posts"),
    ("categories", "parent_category_id", "categories"),
    ("topic_tags", "topic_id", "topics"),
    ("topic_tags", "tag_id", "tags"),
    ("permalinks", "topic_id", "topics"),
    ("permalinks", "category_id", "categories"),
    ("permalinks", "user_id", "users"),
    ("user_custom_fields", "user_id", "users"),
    ("category_custom_fields", "category_id", "categories"),
    ("topic_custom_fields", "topic_id", "topics"),
    ("post_custom_fields", "post_id", "posts"),
)
# From here on ids are kept for private messages.
FIRST_RESERVED_ID: Final = 1 << 30
# What PostgreSQL's columns hold, in characters.
LENGTHS: Final = {
    ("users", "username"): 60,
    ("categories", "name"): 50,
    ("topics", "title"): 255,
    ("permalinks", "url"): 1000,
    ("tags", "name"): 100,
}
# A path that begins so is a page of Discourse's own, and no permalink is looked for.
OWN_ROUTES: Final = (
    "t/",
    "c/",
    "u/",
    "tag",
    "search",
    "user",
    "groups",
    "g/",
    "admin",
    "login",
    "posts",
    "p/",
    "categories",
    "latest",
    "about",
)
