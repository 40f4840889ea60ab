//! Statements without inner ones.

use super::flow::moved_by;
use super::{Emitter, Fragment, own};
use crate::analyse::{bar_root, operands};
use crate::ir::{
    BinOp, Block, BoundBy, Dst, Exit, Op, Operand, Place, Shapes, Stmt, StmtKind, VarId,
};
use crate::parse::Passing;
use crate::ty::Ty;
use proc_macro2::TokenStream;

impl Emitter<'_> {
    /// Both sweeps of statement `i` of `block`.
    pub(super) fn stmt(&mut self, stmt: &Stmt, block: &Block, i: usize) -> Fragment {
        match &stmt.kind {
            StmtKind::Def {
                dst,
                op,
                shapes,
                user_ty,
                bound,
            } => {
                let moved = moved_by(stmt).filter(|id| self.gives_away(block, i, *id));
                let mut fragment = self.definition(stmt, dst, op, *shapes, user_ty.as_ref(), moved);
                if *bound != BoundBy::Let {
                    fragment.forward = TokenStream::new();
                    if let Dst::Let(id) = dst
                        && self.needs_witness(*id)
                    {
                        let (witness, name) = (self.witness(*id), &self.var(*id).name);
                        fragment.forward = quote!(#witness.see(&#name););
                    }
                }
                fragment
            }
            StmtKind::Declare(id) => {
                let name = &self.var(*id).name;
                let mutable = if self.var(*id).mutable {
                    quote!(mut)
                } else {
                    TokenStream::new()
                };
                let annotation = self.var(*id).declared.as_ref().map(|ty| quote!(: #ty));
                Fragment {
                    forward: quote!(let #mutable #name #annotation;),
                    reverse: TokenStream::new(),
                }
            }
            StmtKind::Shape { var, of } => {
                let (ad, source, name) = (
                    self.ad.clone(),
                    self.source(of),
                    self.var(*var).name.clone(),
                );
                // The referent's shape, also through `&mut`; a view shows that of an array.
                let source = if matches!(of.ty, Ty::RefMut(_) | Ty::View(_)) {
                    quote!(*#source)
                } else {
                    source
                };
                let value = self.witnessed(*var, quote!(#ad::shape(&#source)));
                let needed = self.facts.kept.contains(var);
                let forward = if needed {
                    quote!(let #name = #value;)
                } else {
                    TokenStream::new()
                };
                Fragment {
                    forward,
                    reverse: TokenStream::new(),
                }
            }
            StmtKind::Residual { var, of } => Fragment {
                forward: if self.facts.kept.contains(var) {
                    self.residual(*var, of)
                } else {
                    TokenStream::new()
                },
                reverse: TokenStream::new(),
            },
            StmtKind::Kept { var, of, active } => {
                let name = self.var(*var).name.clone();
                let value = self.kept_of(&quote!(#of), *active);
                let value = self.witnessed(*var, value);
                Fragment {
                    forward: quote!(let #name = #value;),
                    reverse: TokenStream::new(),
                }
            }
            StmtKind::Effect(source, reads) => Fragment {
                forward: self.effect(source, reads),
                reverse: TokenStream::new(),
            },
            StmtKind::Destructure {
                pat,
                from,
                refutable,
            } => {
                let moves = moves_parts(&block.stmts[i + 1..]);
                let (ad, from) = (self.ad.clone(), self.matched(from, moves, false));
                let otherwise = refutable.then(|| quote!(else { #ad::unreachable() }));
                Fragment {
                    forward: quote!(let #pat = #from #otherwise;),
                    reverse: TokenStream::new(),
                }
            }
            StmtKind::Alias { var, silent } => self.alias(*var, *silent),
            StmtKind::Swap { a, b, how } => self.swap(stmt.id, a, b, how),
            StmtKind::Mutate(m) => self.edit(stmt.id, m),
            StmtKind::Block(inner) => {
                let fragment = self.block(inner, super::scope::Owner::Plain, &[]);
                let Fragment { forward, reverse } = fragment;
                Fragment {
                    forward: quote!({ #forward }),
                    reverse: braced(reverse),
                }
            }
            StmtKind::Branch(branch) => self.branch(stmt, branch),
            StmtKind::Loop(l) => self.loop_(stmt, l),
            StmtKind::Exit(exit) => {
                let moved = i.checked_sub(1).and_then(|j| {
                    moved_by(&block.stmts[j]).filter(|id| self.gives_away(block, j, *id))
                });
                self.exit(exit, moved)
            }
        }
    }

    fn alias(&mut self, var: VarId, silent: bool) -> Fragment {
        if silent {
            return Fragment::default();
        }
        let info = self.var(var);
        let name = &info.name;
        let Some(place) = &info.alias else {
            return Fragment::default();
        };
        let source = self.source(place);
        let mutable = if info.mutable {
            quote!(mut)
        } else {
            TokenStream::new()
        };
        let value = match &place.ty {
            Ty::Ref(_) if !self.is_itself_reference(place) => quote!(&#source),
            Ty::RefMut(_) if !self.is_itself_reference(place) => quote!(&mut #source),
            Ty::RefMut(_) => quote!(&mut *#source),
            Ty::View(_) if place.is_whole() => quote!(#source.view()),
            _ => source,
        };
        Fragment {
            forward: quote!(let #mutable #name = #value;),
            reverse: TokenStream::new(),
        }
    }

    /// Whether the place is a variable that already is a reference.
    pub(super) fn is_itself_reference(&self, place: &Place) -> bool {
        place.is_whole()
            && self.var(place.root).ty.is_reference()
            && self.var(place.root).ty == place.ty
    }

    fn definition(
        &mut self,
        stmt: &Stmt,
        dst: &Dst,
        op: &Op,
        shapes: Shapes,
        user_ty: Option<&syn::Type>,
        moved: Option<VarId>,
    ) -> Fragment {
        match dst {
            Dst::Store(place) => return self.store(stmt.id, place, op, shapes),
            Dst::Update(kind, place) => return self.update(stmt.id, *kind, place, op, shapes),
            _ => {}
        }
        let value = match (op, moved) {
            (Op::Use(Operand::Place(place, _)), Some(_)) => self.source(place),
            _ => self.forward_op(op, stmt.id),
        };
        let annotation = user_ty.map(|ty| quote!(: #ty));
        let forward = match dst {
            Dst::Let(id) => {
                let value = self.witnessed(*id, value);
                let info = self.var(*id);
                let name = &info.name;
                let mutable = if info.mutable {
                    quote!(mut)
                } else {
                    TokenStream::new()
                };
                quote!(let #mutable #name #annotation = #value;)
            }
            Dst::Init(id) => {
                let capture = moved.map(|id| {
                    let (ad, shape, name) = (&self.ad, self.shape_name(id), &self.var(id).name);
                    quote!(let #shape = #ad::shape(&#name);)
                });
                let value = if *id == self.body.result {
                    value
                } else {
                    self.witnessed(*id, value)
                };
                let name = &self.var(*id).name;
                quote!(#capture #name = #value;)
            }
            Dst::Pattern(pat, vars, _) => {
                let mut tokens = quote!(let #pat #annotation = #value;);
                for id in vars {
                    if self.needs_witness(*id) {
                        let (witness, name) = (self.witness(*id), &self.var(*id).name);
                        tokens.extend(quote!(#witness.see(&#name);));
                    }
                }
                tokens
            }
            _ => quote!(let _ = #value;),
        };
        let reverse = self.reverse_definition(stmt, dst, op, shapes);
        Fragment { forward, reverse }
    }

    fn reverse_definition(
        &mut self,
        stmt: &Stmt,
        dst: &Dst,
        op: &Op,
        shapes: Shapes,
    ) -> TokenStream {
        let ad = self.ad.clone();
        let active = operands(op)
            .into_iter()
            .any(|o| crate::analyse::is_active(self.body, o))
            || matches!(op, Op::Map { .. })
            || op.has_sweeps();
        let call = op.is_mirrored();
        let (y_bar, result) = match dst {
            Dst::Let(id) => {
                let bar = self.bar(*id);
                if !call && !self.is_active(*id) {
                    return TokenStream::new();
                }
                let y_bar = if self.is_active(*id) {
                    quote!(#bar)
                } else {
                    quote!(#ad::Cotangent::zero())
                };
                (y_bar, vec![*id])
            }
            Dst::Init(id) => {
                let bar = self.bar(*id);
                if !call && !self.is_active(*id) {
                    return TokenStream::new();
                }
                let y_bar = if self.is_float(*id) {
                    quote!(#bar)
                } else {
                    quote!(#ad::Cotangent::take(&mut #bar))
                };
                (y_bar, vec![*id])
            }
            Dst::Pattern(_, _, tree) => (
                self.tree_bar(tree),
                tree.tuple_of_variables().unwrap_or_default(),
            ),
            _ => (quote!(#ad::Cotangent::zero()), Vec::new()),
        };
        if !active {
            // Nothing reads what has been accumulated.
            return match result[..] {
                [id] if self.facts.shaped.contains(&id) && !self.is_float(id) => {
                    quote!(#ad::used_up(#y_bar);)
                }
                _ => TokenStream::new(),
            };
        }
        if matches!(dst, Dst::Discard) && !call {
            return TokenStream::new();
        }
        let float = match dst {
            Dst::Let(id) | Dst::Init(id) => self.is_float(*id),
            _ => false,
        };
        self.reverse_op(stmt.id, op, shapes, y_bar, float, &result)
    }

    fn tree_bar(&self, tree: &crate::ir::PatTree) -> TokenStream {
        use crate::ir::PatTree;
        let ad = &self.ad;
        match tree {
            PatTree::Var(id) if self.is_active(*id) => {
                let bar = self.bar(*id);
                quote!(#bar)
            }
            PatTree::Var(_) | PatTree::Skip => quote!(#ad::Cotangent::zero()),
            PatTree::Tuple(items) => {
                let items = items.iter().map(|t| self.tree_bar(t));
                quote!((#(#items,)*))
            }
            PatTree::Array(items) => {
                let items = items.iter().map(|t| self.tree_bar(t));
                quote!([#(#items),*])
            }
        }
    }

    fn exit(&mut self, exit: &Exit, moved: Option<VarId>) -> Fragment {
        let unwind = self.unwind(exit, moved);
        let jump = match exit {
            Exit::Return => {
                let body = syn::Lifetime::new("'body", proc_macro2::Span::mixed_site());
                quote!(break #body;)
            }
            Exit::Break(id) => {
                let label = self.label(*id);
                quote!(break #label;)
            }
            Exit::Continue(id) => {
                let label = self.label(*id);
                quote!(continue #label;)
            }
        };
        Fragment {
            forward: quote!(#unwind #jump),
            reverse: TokenStream::new(),
        }
    }

    /// The condition under which a `&mut` parameter's initial content is put
    /// back for the caller.
    pub(super) fn restores(&self, place: &Place) -> Option<TokenStream> {
        let root = bar_root(self.body, place);
        let index = self
            .param_index(root)
            .filter(|_| self.passing(root) == Some(Passing::RefMut))?;
        let (restore, bit) = (own("restore"), super::bit(index));
        Some(quote!(#restore & #bit != 0))
    }
}

/// Whether the pattern before `stmts` moves what it binds.
pub(super) fn moves_parts(stmts: &[Stmt]) -> bool {
    stmts
        .iter()
        .take_while(|s| {
            matches!(
                s.kind,
                StmtKind::Alias { silent: true, .. }
                    | StmtKind::Def {
                        bound: BoundBy::Pattern,
                        ..
                    }
            )
        })
        .any(|s| {
            matches!(
                &s.kind,
                StmtKind::Def { op: Op::Use(Operand::Place(place, _)), .. } if !place.ty.is_copy()
            )
        })
}

/// `{ tokens }`, or nothing.
pub(super) fn braced(tokens: TokenStream) -> TokenStream {
    if tokens.is_empty() {
        tokens
    } else {
        quote!({ #tokens })
    }
}

pub(super) fn operator(op: BinOp) -> TokenStream {
    match op {
        BinOp::Add => quote!(+),
        BinOp::Sub => quote!(-),
        BinOp::Mul => quote!(*),
        BinOp::Div => quote!(/),
        BinOp::Rem => quote!(%),
    }
}
