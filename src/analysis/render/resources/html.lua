-- From the neutral document of quarto.lua to the HTML that Quarto writes for the same source.
local stringify = pandoc.utils.stringify

local function open(tag, ...)
  local attributes = ''
  for _, pair in ipairs { ... } do
    attributes = attributes .. ' ' .. pair[1] .. '="' .. pair[2]:gsub('&', '&amp;'):gsub('"', '&quot;') .. '"'
  end
  return pandoc.RawBlock('html', '<' .. tag .. attributes .. '>')
end
local function close(tag) return pandoc.RawBlock('html', '</' .. tag .. '>') end

local function float(div)
  local kind = div.attributes.kind
  local caption = div.content[1].content[1].content
  local label = div.attributes.supplement .. '\u{a0}' .. div.attributes.number
  local plain = label .. ': ' .. stringify(caption)
  local figcaption = pandoc.Blocks {
    open('figcaption', { 'class', 'quarto-float-caption quarto-float-' .. kind }, { 'id', div.identifier .. '-caption' }),
    pandoc.Plain(pandoc.Inlines { pandoc.Strong { pandoc.Str(label .. ':') }, pandoc.Space() } .. caption),
    close 'figcaption',
  }
  local body = pandoc.Blocks(div.content)
  body:remove(1)
  body = body:walk {
    Para = function(para) return pandoc.Plain(para.content) end,
    Table = function(tbl)
      tbl.attributes['data-label'] = plain
      tbl.classes:extend(div.classes:filter(function(class) return class ~= 'float' end))
      return tbl
    end,
  }
  local out = pandoc.Blocks {
    open('figure', { 'id', div.identifier }, { 'class', table.concat({ 'quarto-float', 'quarto-float-' .. kind, table.unpack(div.classes) }, ' ') },
      { 'aria-labelledby', div.identifier .. '-caption' }) }
  if kind == 'tbl' then out:extend(figcaption) end
  out:extend(body)
  if kind ~= 'tbl' then out:extend(figcaption) end
  out:insert(close 'figure')
  return out
end

local function callout(div)
  local title = stringify(div.content[1])
  div.attributes.kind = nil
  div.attributes.role = 'note'
  div.attributes['aria-label'] = title
  return div
end

local function shown(element)
  local visible, hidden = element.classes:includes 'content-visible', element.classes:includes 'content-hidden'
  if not visible and not hidden then return true end
  local when, unless = element.attributes['when-format'], element.attributes['unless-format']
  local matches = (not when or when == 'html') and unless ~= 'html'
  return matches == visible
end

function Div(div)
  if not shown(div) then return {} end
  if div.classes:includes 'float' then return float(div) end
  if div.classes:includes 'callout' then return callout(div) end
  if div.classes:includes 'sideskift' then return pandoc.RawBlock('html', '<div style="page-break-after: always;"></div>') end
end

function Span(span)
  if not shown(span) then return {} end
  if span.classes:includes 'formel' then
    local content = span.content .. { pandoc.Span('(' .. span.attributes.number .. ')', pandoc.Attr('', { 'nummer' })) }
    return pandoc.Span(content, pandoc.Attr(span.identifier, { 'formel' }))
  end
end
